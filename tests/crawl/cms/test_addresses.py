"""One article under several addresses is one: each case is an address, its canonical form and the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.crawl.cms import canonical_in, vendor_of
from khuyenhoc.models import Cms

CANONICAL = [
    # ── VCCorp: the id decides ──
    ("vccorp", "https://congdankhuyenhoc.vn/ha-noi-so-ket-179240618142312345.htm", "https://congdankhuyenhoc.vn/179240618142312345.htm", "the id alone"),
    ("vccorp", "https://congdankhuyenhoc.vn/ten-cu-179240618142312345.htm?utm_source=zalo", "https://congdankhuyenhoc.vn/179240618142312345.htm", "another slug and a tracker"),
    ("vccorp", "https://congdankhuyenhoc.vn/khuyen-hoc.htm#top", "https://congdankhuyenhoc.vn/khuyen-hoc.htm", "a section keeps its name"),
    # ── NukeViet 4: module and id ──
    ("nukeviet4", "https://hkh.vn/news/tin-tuc/hoi-nghi-tong-ket-123.html", "https://hkh.vn/news/123.html", "module and id"),
    ("nukeviet4", "https://hkh.vn/news/phong-trao/hoi-nghi-tong-ket-123.html", "https://hkh.vn/news/123.html", "in its other category"),
    ("nukeviet4", "https://hkh.vn/vi/news/tin-tuc/h-i-ngh-t-ng-k-t-123.html", "https://hkh.vn/news/123.html", "language, and the alias before it was mended"),
    ("nukeviet4", "https://hkh.vn/index.php/news/Tin-tuc/Hoi-nghi-123.html", "https://hkh.vn/news/123.html", "index.php and letter case"),
    ("nukeviet4", "https://hkh.vn/news/print/tin-tuc/hoi-nghi-123.html", "https://hkh.vn/news/123.html", "print view"),
    ("nukeviet4", "https://hkh.vn/news/savefile/tin-tuc/hoi-nghi-123.html", "https://hkh.vn/news/123.html", "download"),
    ("nukeviet4", "https://hkh.vn/index.php?language=vi&nv=news&op=tin-tuc/hoi-nghi-123", "https://hkh.vn/news/123.html", "server without rewriting"),
    ("nukeviet4", "https://hkh.vn/index.php/khuyen-hoc/tong-ket-nam-20.html", "https://hkh.vn/khuyen-hoc/20.html", "the module's name left out"),
    ("nukeviet4", "https://hkh.vn/news/tin-tuc/page-2", "https://hkh.vn/news/tin-tuc/page-2", "a list keeps its address"),
    # ── NukeViet 3: as if it had moved to 4 ──
    ("nukeviet3", "http://hkh.vn/index.php/vi/news/Tin-tuc/Dai-hoi-lan-thu-IV-321/", "http://hkh.vn/news/321.html", "all parts"),
    ("nukeviet3", "http://hkh.vn/news/Tin-tuc/Dai-hoi-lan-thu-IV-321", "http://hkh.vn/news/321.html", "without index.php, language and slash"),
    ("nukeviet3", "http://hkh.vn/index.php/news/print/Tin-tuc/Dai-hoi-lan-thu-IV-321/", "http://hkh.vn/news/321.html", "print view"),
    ("nukeviet3", "http://hkh.vn/news/tin-tuc/dai-hoi-lan-thu-iv-321.html", "http://hkh.vn/news/321.html", "after the move to 4"),
    # ── SharePoint: list and item ──
    ("sharepoint", "http://yb.vn/khuyen-hoc/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx?ItemID=12&l=TinTuc", "http://yb.vn/khuyen-hoc/noidung/tintuc/pages/chi-tiet-tin-tuc.aspx?itemid=12&l=tintuc", "list and item"),
    ("sharepoint", "http://yb.vn/khuyen-hoc/noidung/tintuc/pages/Chi-Tiet-Tin-Tuc.aspx?l=TinTuc&itemid=12&PageIndex=3#s4", "http://yb.vn/khuyen-hoc/noidung/tintuc/pages/chi-tiet-tin-tuc.aspx?itemid=12&l=tintuc", "case, order, the page it was linked from"),
    ("sharepoint", "http://yb.vn/Lists/TinTuc/DispForm.aspx?ID=7&PageIndex=2", "http://yb.vn/lists/tintuc/dispform.aspx?id=7", "a list's own form"),
    ("sharepoint", "http://yb.vn/portal/pages/2020/Dai-hoi-1583800000.aspx?x=1", "http://yb.vn/portal/pages/2020/dai-hoi-1583800000.aspx", "slug and time"),
    # ── Liferay: what follows /-/ ──
    ("liferay", "https://bn.vn/tin/-/view_content/4512-hoi-khuyen-hoc.html;jsessionid=0A1B?p_p_auth=xY", "https://bn.vn/-/view_content/4512", "session and token"),
    ("liferay", "https://bn.vn/dssdt1377/-/view_content/content/4512/hoi-khuyen-hoc", "https://bn.vn/-/view_content/4512", "shown by another page"),
    ("liferay", "https://bn.vn/a/-/asset_publisher/Xy12/content/-ai-hoi", "https://bn.vn/-/asset_publisher/content/-ai-hoi", "any publisher"),
    ("liferay", "https://bn.vn/web/so-gd/a/-/asset_publisher/Zz9/content/-ai-hoi?redirect=%2Fa", "https://bn.vn/web/so-gd/-/asset_publisher/content/-ai-hoi", "a slug is one inside its site"),
    ("liferay", "https://bn.vn/c/-/details/20181/at-hon-23-ty-ong", "https://bn.vn/-/details/20181", "the slug lost its đ"),
    # ── mojoPortal ──
    ("mojoportal", "https://bt.vn/News/HoiKhuyenHoc/2014/05/287.aspx?print=1", "https://bt.vn/news/hoikhuyenhoc/2014/05/287.aspx", "case and print"),
    ("mojoportal", "https://bt.vn/Tin-tức/post/17578/hoi-nghi.aspx", "https://bt.vn/tin-t%E1%BB%A9c/post/17578.aspx", "non-ASCII path, slug"),
    ("mojoportal", "https://bt.vn/Tin-tu\u031b\u0301c/post/17578/ten-moi.aspx", "https://bt.vn/tin-t%E1%BB%A9c/post/17578.aspx", "the same path decomposed"),
    ("mojoportal", "https://bt.vn/Article/ViewPost.aspx?pageid=2&itemid=99&mid=5", "https://bt.vn/article/viewpost.aspx?itemid=99", "shown by any page and module"),
    # ── DNN ──
    ("dnn", "http://d.vn/Default.aspx?tabid=107&NewsViews=17648&language=vi-VN&SkinSrc=[G]Skins%2f_default", "http://d.vn/default.aspx?newsviews=17648&tabid=107", "skin and language"),
    ("dnn", "http://d.vn/tabid/107/NewsViews/17648/Default.aspx", "http://d.vn/default.aspx?newsviews=17648&tabid=107", "the same in its path"),
    # ── PHP-Nuke ──
    ("phpnuke", "http://hoikhuyenhoc.vn/modules.php?name=News&file=save&sid=588", "http://hoikhuyenhoc.vn/modules.php?name=News&op=viewst&sid=588", "save view"),
    ("phpnuke", "http://hoikhuyenhoc.vn/modules.php?sid=588&name=News&file=print", "http://hoikhuyenhoc.vn/modules.php?name=News&op=viewst&sid=588", "print view"),
    # ── WordPress, Joomla, Drupal ──
    ("wordpress", "https://w.vn/khuyen-hoc/trao-hoc-bong-2024/amp/?share=zalo", "https://w.vn/khuyen-hoc/trao-hoc-bong-2024/", "AMP, share"),
    ("wordpress", "https://w.vn/khuyen-hoc/trao-hoc-bong-2024", "https://w.vn/khuyen-hoc/trao-hoc-bong-2024/", "slash"),
    ("wordpress", "https://w.vn/?p=19194&preview=1", "https://w.vn/?p=19194", "short link"),
    ("joomla", "https://j.vn/index.php?option=com_content&view=article&id=4356:dai-hoi&catid=22:tin&Itemid=9&tmpl=component&print=1", "https://j.vn/index.php?id=4356&option=com_content&view=article", "print view, menu, category"),
    ("joomla", "https://j.vn/index.php/tin-tuc/4356-dai-hoi-khuyen-hoc-huyen", "https://j.vn/index.php?id=4356&option=com_content&view=article", "search-friendly"),
    ("drupal", "https://y.vn/vi/node/1605?page=1", "https://y.vn/node/1605", "language"),
    ("drupal", "https://y.vn/?q=node/1605", "https://y.vn/node/1605", "without clean URLs"),
    # ── any ──
    ("generic", "HTTPS://Bao.VN:443/a/../khuyen-hoc//bai-so-12345.html?fbclid=x#binh-luan", "https://bao.vn/khuyen-hoc/bai-so-12345.html", "what holds everywhere"),
    ("generic", "https://bao.vn/bai viet-12345.html", "https://bao.vn/bai%20viet-12345.html", "a space is written, not lost"),
    ("generic", "javascript:void(0)", "javascript:void(0)", "no address: as it is"),
]  # fmt: skip


@pytest.mark.parametrize(("cms", "url", "expected", "why"), CANONICAL, ids=lambda value: str(value)[:60])
def test_canonical(cms, url, expected, why):
    canonical = vendor_of(Cms(cms)).canonical
    assert canonical(url) == expected, why
    assert canonical(expected) == expected, "a canonical address is its own"


ARTICLES = [
    ("vccorp", "https://congdankhuyenhoc.vn/ha-noi-179240618142312345.htm", True, "slug and id"),
    ("vccorp", "https://congdankhuyenhoc.vn/khuyen-hoc.htm", False, "a section"),
    ("vccorp", "https://congdankhuyenhoc.vn/khuyen-hoc.rss", False, "a feed"),
    ("vccorp", "https://congdankhuyenhoc.vn/su-kien-2024.htm", False, "a year is no id"),
    ("nukeviet4", "https://hkh.vn/news/tin-tuc/hoi-nghi-123.html", True, "module, category, alias, id"),
    ("nukeviet4", "https://dienbien.edu.vn/Hoi-khuyen-hoc-tinh/dai-hoi-2999.html", True, "one part before the alias"),
    ("nukeviet4", "https://hkh.vn/news/print/tin-tuc/hoi-nghi-123.html", False, "prints the day of the visit"),
    ("nukeviet4", "https://hkh.vn/news/savefile/tin-tuc/hoi-nghi-123.html", False, "a download"),
    ("nukeviet4", "https://hkh.vn/news/tin-tuc/page-2.html", False, "a list"),
    ("nukeviet4", "https://hkh.vn/news/tag/khuyen-hoc-2024.html", False, "a tag"),
    ("nukeviet4", "https://hkh.vn/about/gioi-thieu.html", False, "a page without number"),
    ("nukeviet3", "http://hkh.vn/index.php/vi/news/Tin-tuc/Dai-hoi-321/", True, "its form"),
    ("nukeviet3", "http://hkh.vn/index.php/news/Tin-tuc/page-2/", False, "a list"),
    ("nukeviet3", "http://hkh.vn/index.php/vi/news/savefile/Tin-tuc/Dai-hoi-321/", False, "a download"),
    ("sharepoint", "http://yb.vn/tintuc/Pages/chi-tiet-tin-tuc.aspx?ItemID=12&l=TinTuc", True, "its form"),
    ("sharepoint", "http://yb.vn/Lists/TinTuc/DispForm.aspx?ID=7&PageIndex=2", True, "a list's form"),
    ("sharepoint", "http://yb.vn/lists/posts/post.aspx?ItemID=7&Mode=1", True, "a blog's post"),
    ("sharepoint", "http://yb.vn/Pages/tin-tong-hop.aspx?date=&EventID=0&page=2", False, "a list"),
    ("sharepoint", "http://yb.vn/chuyenmuc.aspx?ChuyenMucID=4&page=2", False, "a category"),
    ("liferay", "https://bn.vn/-/view_content/4512-hoi-khuyen-hoc.html", True, "id and slug"),
    ("liferay", "https://bn.vn/a/-/asset_publisher/Xy12/content/-ai-hoi", True, "slug without its Đ"),
    ("liferay", "https://bn.vn/dssdt.html?p_p_id=101&_101_cur=2&p_p_auth=x", False, "a list"),
    ("mojoportal", "https://bt.vn/News/HoiKhuyenHoc/2014/05/287.aspx", True, "by month"),
    ("mojoportal", "https://bt.vn/Tin-tức/post/17578/hoi-nghi.aspx", True, "post"),
    ("mojoportal", "https://bt.vn/Article/ViewList.aspx?pageid=2&mid=5", False, "a list"),
    ("mojoportal", "https://bt.vn/article/viewtag.aspx?tag=5", False, "a tag"),
    ("dnn", "http://d.vn/Default.aspx?tabid=107&NewsViews=17648", True, "its form"),
    ("dnn", "http://d.vn/Default.aspx?tabid=107", False, "a page of the site"),
    ("phpnuke", "http://hoikhuyenhoc.vn/modules.php?name=News&op=viewst&sid=588", True, "page"),
    ("phpnuke", "http://hoikhuyenhoc.vn/modules.php?name=News&file=save&sid=588", True, "save view: the clean one"),
    ("phpnuke", "http://hoikhuyenhoc.vn/modules.php?name=News&file=print&sid=588", False, "prints the day of the visit"),
    ("phpnuke", "http://hoikhuyenhoc.vn/modules.php?name=News&op=viewday&d=12", False, "the calendar"),
    ("wordpress", "https://w.vn/khuyen-hoc/trao-hoc-bong-2024/", True, "permalink"),
    ("wordpress", "https://w.vn/?p=19194", True, "short link"),
    ("wordpress", "https://w.vn/category/khuyen-hoc-khuyen-tai/", False, "a category"),
    ("wordpress", "https://w.vn/khuyen-hoc/page/2/", False, "a list"),
    ("joomla", "https://j.vn/index.php?option=com_content&view=article&id=4356:dai-hoi&catid=22", True, "its form"),
    ("joomla", "https://j.vn/index.php?option=com_content&view=category&id=22", False, "a category"),
    ("joomla", "https://j.vn/index.php/tin-tuc/22-khuyen-hoc", False, "a category in search-friendly form"),
    ("drupal", "https://y.vn/node/1605", True, "its form"),
    ("drupal", "https://y.vn/taxonomy/term/12", False, "a list"),
    ("generic", "https://nhandan.vn/hoi-khuyen-hoc-trao-hoc-bong-post814567.html", True, "post and id"),
    ("generic", "https://dantri.com.vn/giao-duc/trao-hoc-bong-20240618142301234.htm", True, "time as id"),
    ("generic", "https://nhandan.vn/hoi-khuyen-hoc-tag10531.html", False, "a tag with a number"),
    ("generic", "https://baohaiduong.vn/chuyen-muc/khuyen-hoc/20", False, "a list's page"),
    ("generic", "https://baothuathienhue.vn/giao-duc/khuyen-hoc/p/13", False, "a list's page"),
    ("generic", "https://baoninhbinh.org.vn/s/Khuy%E1%BA%BFn%20h%E1%BB%8Dc?page=12", False, "a tag's list"),
    ("generic", "https://bao.vn/khuyen-hoc-2024.html", False, "a section with a year"),
    ("generic", "https://bao.vn/khuyen-hoc/trao-qua-cho-hoc-sinh-812.html", True, "a sentence and a short number"),
    ("generic", "https://bao.vn/xem-tin.aspx?newsid=812", True, "a number in the query"),
    ("generic", "https://bao.vn/danhmuc.aspx?id=812", False, "the number of a category"),
    ("generic", "https://bao.vn/print/12345.html", False, "prints the day of the visit"),
    ("generic", "https://bao.vn/Portal/PrintItem.aspx?ContentID=12345", False, "prints the day of the visit"),
    ("generic", "https://so.vn/webcenter/portal/tin?dDocName=PORTAL171509", True, "Oracle WebCenter's name of a document"),
    ("generic", "https://bao.vn/lien-he", False, "a page about the site"),
    ("generic", "https://bao.vn/", False, "the front page"),
]  # fmt: skip


@pytest.mark.parametrize(("cms", "url", "expected", "why"), ARTICLES, ids=lambda value: str(value)[:60])
def test_is_article(cms, url, expected, why):
    assert vendor_of(Cms(cms)).is_article(url) is expected, why


IDS = [
    ("vccorp", "https://congdankhuyenhoc.vn/ha-noi-179240618142312345.htm", "179240618142312345"),
    ("nukeviet4", "https://hkh.vn/news/tin-tuc/hoi-nghi-123.html", "123"),
    ("nukeviet3", "http://hkh.vn/index.php/vi/news/Tin-tuc/Dai-hoi-321/", "321"),
    ("sharepoint", "http://yb.vn/Pages/chi-tiet-tin-tuc.aspx?ItemID=12&l=TinTuc", "tintuc/12"),
    ("liferay", "https://bn.vn/-/view_content/4512-hoi", "4512"),
    ("mojoportal", "https://bt.vn/News/HoiKhuyenHoc/2014/05/287.aspx", "287"),
    ("dnn", "http://d.vn/Default.aspx?tabid=107&NewsViews=17648", "17648"),
    ("phpnuke", "http://hoikhuyenhoc.vn/modules.php?name=News&op=viewst&sid=588", "588"),
    ("wordpress", "https://w.vn/?p=19194", "19194"),
    ("wordpress", "https://w.vn/khuyen-hoc/trao-hoc-bong-2024/", None),
    ("joomla", "https://j.vn/index.php?option=com_content&view=article&id=4356:dai-hoi", "4356"),
    ("drupal", "https://y.vn/node/1605", "1605"),
    ("generic", "https://nhandan.vn/hoi-khuyen-hoc-trao-hoc-bong-post814567.html", "814567"),
]


@pytest.mark.parametrize(("cms", "url", "expected"), IDS, ids=lambda value: str(value)[:40])
def test_vendor_id(cms, url, expected):
    assert vendor_of(Cms(cms)).vendor_id(url) == expected


@pytest.mark.parametrize(
    ("url", "expected", "why"),
    [
        ("http://www.a.vn/tin/bai-so-1234.html", "https://a.vn/tin/bai-so-1234.html", "http and www."),
        ("https://a.vn:443/tin/bai-so-1234.html", "https://a.vn/tin/bai-so-1234.html", "the port that https has"),
        ("http://b.a.vn/tin/bai-so-1234.html", "http://b.a.vn/tin/bai-so-1234.html", "another site stays"),
    ],
)  # fmt: skip
def test_a_site_has_one_scheme_and_one_host(url, expected, why):
    assert canonical_in(vendor_of(Cms.GENERIC), url, "https://a.vn/") == expected, why


addresses = st.builds(
    "{}://{}/{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["a.vn", "www.A.vn:80", "127.0.0.1:8080", "x.gov.vn."]),
    st.lists(
        st.one_of(
            st.sampled_from(
                ["index.php", "vi", "news", "print", "-", "view_content", "Pages", "post", "tabid", "node", "..", "modules.php", "chi-tiet.aspx", "a-12.html", "12-a-b-c-d-e"]
            ),
            st.text(max_size=8),
        ),
        max_size=5,
    ).map("/".join),
    st.one_of(
        st.just(""),
        st.dictionaries(
            st.sampled_from(["ItemID", "id", "sid", "name", "p", "tabid", "nv", "op", "l", "p_p_auth", "utm_source", "ă"]), st.text(max_size=6), max_size=4
        ).map(lambda pairs: "?" + "&".join(f"{key}={value}" for key, value in pairs.items())),
    ),
    st.sampled_from(["", "#", "#a", ";jsessionid=12AB"]),
)  # fmt: skip


@pytest.mark.parametrize("cms", Cms)
@given(url=st.one_of(addresses, st.text(max_size=40)))
def test_canonical_of_canonical_is_itself(cms, url):
    canonical = vendor_of(cms).canonical
    once = canonical(url)
    assert canonical(once) == once


@pytest.mark.parametrize("cms", Cms)
@given(
    url=st.sampled_from([case[:2] for case in CANONICAL if "://" in case[1]]),
    base=st.sampled_from(["http", "https"]),
)
def test_variants_that_every_site_has_are_one(cms, url, base):
    """A fragment, a session, a tracker, a doubled slash, `www.`, the other scheme: the same article."""
    vendor = vendor_of(cms)
    original = url[1]
    home = f"{base}://{original.split('/')[2].lower().removesuffix(':443')}"
    path, _, query = original.partition("#")[0].partition("?")
    path = path.partition(";")[0]
    variants = [
        f"{path}?{query}#binh-luan",
        f"{path};jsessionid=A1B2C3?{query}",
        f"{path}?{query}&fbclid=abc&p_p_auth=Xy",
        f"{path}?{query}".replace("://", "://www.", 1),
        f"{path}?{query}".replace("https:", "http:", 1),
    ]
    expected = canonical_in(vendor, f"{path}?{query}", home)
    assert [canonical_in(vendor, variant, home) for variant in variants] == [expected] * len(variants)
