"""Any number of sites and articles, made by rule: for benches, where size counts and not what is said.

The same numbers give the same bytes. Sentences are whole and carry figures, places differ, so that no two
articles are near duplicates by accident.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from samples.articles import TODAY, Article, Block
from samples.sites import Site
from samples.systems import System, number
from samples.systems.wordpress import WordPress

_FIRST = (
    "Tân",
    "An",
    "Bình",
    "Hòa",
    "Phú",
    "Thanh",
    "Vĩnh",
    "Long",
    "Đông",
    "Xuân",
    "Hải",
    "Sơn",
    "Minh",
    "Quang",
)
_SECOND = (
    "Thịnh", "Lộc", "Phong", "Hưng", "Thủy", "Giang", "Trung", "Định", "Khê", "Lâm", "Châu", "Mỹ", "Đức", "Tiến",
)  # fmt: skip
_PROVINCES = (
    "Yên Bái", "Quảng Bình", "Hải Dương", "Hà Nam", "Nghệ An", "Bến Tre", "Sơn La", "Kon Tum", "Đồng Nai", "Tây Ninh",
)  # fmt: skip
_OPENINGS = (
    "Ngày {day}, Hội Khuyến học huyện {place} tổ chức hội nghị tổng kết công tác năm {year}.",
    "Hội Khuyến học huyện {place} vừa công bố kết quả hoạt động năm {year}.",
    "Năm {year}, phong trào khuyến học, khuyến tài ở huyện {place} tiếp tục phát triển rộng khắp.",
)
_SENTENCES = (
    "Đến nay, toàn huyện có {a} hội viên, chiếm {h}% dân số, sinh hoạt ở {c} chi hội.",
    "Các cấp hội vận động được {m} tỷ đồng quỹ khuyến học, bình quân {k}.000 đồng/người dân.",
    "Có {b}/{a} gia đình được công nhận danh hiệu “Gia đình học tập”, đạt {p}%.",
    "Số dòng họ học tập là {c}, tăng {s} dòng họ so với năm trước.",
    "Hội đã trao {c} suất học bổng, tổng trị giá {k} triệu đồng, và tặng {s} xe đạp cho học sinh nghèo vượt khó.",
    "Các trung tâm học tập cộng đồng mở {c} lớp với {a} lượt người tham gia học tập.",
    "Xã {other} là đơn vị dẫn đầu với {s} mô hình học tập được công nhận, quỹ hội hiện có {k} triệu đồng.",
    "Cấp ủy, chính quyền địa phương luôn quan tâm, tạo điều kiện để hội hoàn thành nhiệm vụ được giao.",
    "Trong thời gian tới, huyện hội tập trung nâng cao chất lượng chi hội, gắn khuyến học với xây dựng nông thôn mới.",
    "Đại biểu đã thảo luận, chia sẻ kinh nghiệm huy động nguồn lực và nhân rộng các mô hình hay ở cơ sở.",
    "Nhiều tập thể, cá nhân được biểu dương, trong đó có {s} gia đình và {t} dòng họ tiêu biểu.",
)


def _place(chance: random.Random) -> str:
    return f"{chance.choice(_FIRST)} {chance.choice(_SECOND)}"


def _sentence(form: str, place: str, published: datetime, chance: random.Random) -> str:
    members = chance.randint(8_000, 90_000)
    families = int(members * chance.uniform(0.6, 0.95))
    return form.format(
        place=place,
        other=_place(chance),
        day=f"{published.day}/{published.month}",
        year=published.year - 1,
        a=number(members),
        b=number(families),
        c=number(chance.randint(40, 1_900)),
        m=f"{chance.randint(9, 900) / 10:.1f}".replace(".", ","),
        p=f"{100 * families / members:.2f}".replace(".", ","),
        k=chance.randint(20, 950),
        s=chance.randint(3, 99),
        h=f"{chance.randint(120, 360) / 10:.1f}".replace(".", ","),
        t=chance.randint(2, 9),
    )


def _article(n: int, count: int, chance: random.Random) -> Article:
    age = timedelta(days=count - n, minutes=chance.randint(0, 400))
    published = datetime.combine(TODAY, time(7, 30)) - age
    place = _place(chance)
    body: list[Block] = []
    for paragraph in range(6):
        forms = chance.sample(_SENTENCES, 4)
        opening = [chance.choice(_OPENINGS)] if paragraph == 0 else []
        text = " ".join(_sentence(form, place, published, chance) for form in opening + forms)
        body.append(Block("p", text))
    body.insert(2, Block("caption", f"Quang cảnh hội nghị ở huyện {place}"))
    return Article(
        number=n,
        title=f"{place}: Kết quả công tác khuyến học, bản tin số {n}",
        lead=f"Huyện {place} có nhiều cách làm hay trong xây dựng xã hội học tập.",
        body=tuple(body),
        author="Bản tin",
        section="Tin tức",
        tags=(place,),
        published=published,
        modified=published,
    )


def many(n_sites: int, n_articles: int, *, seed: int = 0, system: type[System] = WordPress) -> Sequence[Site]:
    """So many sites of so many articles each, all on one system, with ids `many-00`, `many-01`…"""
    sites = []
    for k in range(n_sites):
        chance = random.Random(f"{seed}/{k}")
        software = system()
        software.page_size = 20
        articles = [_article(n, n_articles, chance) for n in range(1, n_articles + 1)]
        province = _PROVINCES[k % len(_PROVINCES)]
        sites.append(
            Site(
                f"many-{k:02}",
                software,
                f"Khuyến học {province} {k + 1}",
                articles=tuple(sorted(articles, key=lambda article: article.published, reverse=True)),
            )
        )
    return sites
