"""Pages made for search engines are told from articles, and articles from them."""

from __future__ import annotations

import pytest

from khuyenhoc.extract.article import extract
from khuyenhoc.extract.spam import judge
from khuyenhoc.models import Rejection
from tests.extract.pages import capture, source
from tests.extract.prose import articles

CLEAN = list(articles(200))

SPAM = [
    ("doorway", "Soi kèo nhà cái hôm nay, tỷ lệ kèo bóng đá. Nhà cái uy tín, cá cược, nổ hũ, tài xỉu cho mọi người. Khuyến học.", "betting with one word of the field"),
    ("doorway", "keo nha cai, soi keo, xo so mien bac, game bai doi thuong va khuyen hoc", "without marks"),
    ("doorway", "Casino trực tuyến hàng đầu. Baccarat, roulette, poker, slots. Đăng ký tại đây để chơi với chúng tôi.", "nothing of the field at all"),
    ("spun", "Chiến sỹ bí thư thăm hội khuyến khích học; ủy ban dân chúng huyện trao bằng ca ngợi cho các gia đình học hành.", "fixed expressions that no person writes"),
    ("spun", "Phó quản trị hội nói, xã hội học hỏi có khoảng chừng gần 38 tỷ đồng cho quỹ.", "doubled qualifiers"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "why"), SPAM, ids=[why for *_, why in SPAM])
def test_a_page_for_search_engines(rule: str, text: str, why: str) -> None:
    verdict = judge(text)
    assert verdict is not None
    assert verdict.rule == rule


ARTICLES = [
    ("Giải bóng đá học sinh: đội bóng đá trường Lê Lợi thắng đội bóng đá trường Trần Phú trong trận bóng đá chung kết.", "sport among pupils"),
    ("Công an huyện nói chuyện với học sinh về tác hại của cá độ, tài xỉu và vay nóng; nhà trường mời Hội Khuyến học, phụ huynh, đoàn thanh niên cùng dự, phát 300 tờ rơi.", "a warning"),
    ("Lãnh đạo hội đã trực tiếp trao quà, tặng tiền cho học sinh, cả cuộc đời ông làm khuyến học.", "words that are spelt alike without marks"),
    ("Ngân hàng cho vay vốn, sinh viên rút tiền qua thẻ, hội nạp tiền vào quỹ học bổng.", "banking"),
    ("Khoảng 20 chiến sỹ biên phòng nhận đỡ đầu học sinh; xây dựng gia đình học tập.", "one such word is no proof"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), ARTICLES, ids=[why for _, why in ARTICLES])
def test_an_article(text: str, why: str) -> None:
    assert judge(text) is None


def test_no_clean_article_is_called_spam() -> None:
    assert not [text for text in CLEAN if judge(text)]


def test_links_that_advertise_give_a_body_away() -> None:
    links = ["keo nha cai", "xo so mien bac", "W88", "casino online", "soi kèo hôm nay", "Trang chủ"]
    verdict = judge(CLEAN[0], links)
    assert verdict is not None
    assert verdict.rule == "link_spam"
    assert judge(CLEAN[0], ["Kết luận 49-KL/TW", "Hội Khuyến học tỉnh"] * 5) is None


def test_a_spun_page_is_set_aside_with_its_reason() -> None:
    body = "".join(f"<p>{SPAM[3][1]}</p><p>Đoạn {n} của bài viết dài hơn một chút.</p>" for n in range(6))
    result = extract(
        capture(f"<html><body><h1>Bài</h1><div itemprop=articleBody>{body}</div></body></html>"), source()
    )
    assert isinstance(result, Rejection)
    assert (result.rule, result.severity) == ("spun", "critical")
    assert result.observed.startswith("Bài: no person writes")
