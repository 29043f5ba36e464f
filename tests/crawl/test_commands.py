"""The commands of this part, as they are typed, against sample sites and a real bucket."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from khuyenhoc.commands import main
from khuyenhoc.settings import Settings
from khuyenhoc.sources import load_registry
from khuyenhoc.store import Store
from samples.server import serve
from samples.sites import EVERY, UNLISTED
from tests.crawl.site import Clock, Site, serving
from tests.crawl.test_pipeline import AT, crawl_source, run_of


@pytest.fixture
def bucket(seaweedfs: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of a fresh bucket as environment variables."""
    for name in ("bucket", "endpoint_url", "access_key_id", "region", "addressing_style"):
        monkeypatch.setenv(f"KHUYENHOC_{name.upper()}", str(getattr(seaweedfs, name)))
    assert seaweedfs.secret_access_key
    monkeypatch.setenv("KHUYENHOC_SECRET_ACCESS_KEY", seaweedfs.secret_access_key.get_secret_value())
    return seaweedfs


def test_from_an_address_to_a_crawled_source(
    bucket: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sample site that no registry knows: add-source, then crawl, and nothing in between."""
    registry, fixtures = tmp_path / "registry", tmp_path / "fixtures"
    with serve([UNLISTED]) as urls:
        asked = [urls["dongnai"], "--id", "dongnai", "--to", str(registry), "--fixtures", str(fixtures)]
        assert main(["add-source", *asked, "--delay", "0", "--local", "--json"]) == 0
        preview = json.loads(capsys.readouterr().out)
        source = load_registry(str(registry))["dongnai"]
        monkeypatch.setenv("KHUYENHOC_REGISTRY", str(registry))
        assert main(["crawl", "dongnai", "--json"]) == 0
        (row,) = json.loads(capsys.readouterr().out)
    assert len(preview) == 6
    assert preview[4] | {"note": ""} == {
        "date": "2022-01-11",
        "title": "Đồng Nai có 589 ngàn hội viên khuyến học",
        "chars": preview[4]["chars"],
        "figures": preview[4]["figures"],
        "note": "",
    }
    assert "members 589300" in preview[4]["note"]
    assert (source.cms, source.proven, source.assertions.must_contain) == (
        "nukeviet4",
        False,
        ("khuyến học",),
    )
    assert (row["status"], row["captured"]) == ("ok", 6), (
        "the draft proved itself and went on in the same run"
    )
    saved = [json.loads(path.read_text()) for path in sorted((fixtures / "dongnai").glob("*.json"))]
    assert len(saved) == 3
    assert all(one["figures"] and one["confirmed_by"] is None for one in saved)
    assert all(path.with_suffix(".html").exists() for path in (fixtures / "dongnai").glob("*.json"))


@pytest.mark.parametrize(
    ("site_id", "cms"),
    [("hochiminh", "nukeviet3"), ("bacgiang", "liferay"), ("quangnam", "dnn"), ("trunguong", "phpnuke"),
     ("kontum", "wordpress"), ("bentre", "joomla"), ("yenthe", "drupal"), ("giaoduc", "generic")],
)  # fmt: skip
def test_add_source_knows_the_system(site_id: str, cms: str, tmp_path: Path) -> None:
    with serve([site for site in EVERY if site.id == site_id]) as urls:
        asked = [
            urls[site_id],
            "--id",
            site_id,
            "--to",
            str(tmp_path),
            "--fixtures",
            str(tmp_path / "fixtures"),
        ]
        assert main(["add-source", *asked, "--delay", "0", "--local", "--json"]) == 0
    source = load_registry(str(tmp_path))[site_id]
    assert source.cms == cms
    assert source.start.feeds or source.start.sitemaps or source.start.listings


CHALLENGE = b'<html><script>document.cookie="D1N=1";window.location.reload(true);</script></html>'


@pytest.mark.parametrize(
    ("home", "robots", "said"),
    [
        (CHALLENGE, "", "challenge: 83 bytes of script that set a cookie named D1N and reload"),
        (b"<html><p>Xin ch\xc3\xa0o</p></html>", "", "no feed, sitemap or listing of articles found"),
        (b"<html></html>", "User-agent: *\nDisallow: /", "robots.txt disallows it for khuyenhoc"),
    ],
)
def test_a_site_that_cannot_be_described_says_why_and_writes_nothing(
    home: bytes, robots: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Site()
    site["/"], site["/robots.txt"] = home, robots
    with serving(site):
        asked = [site.url, "--id", "mau", "--to", str(tmp_path), "--delay", "0", "--local"]
        assert main(["add-source", *asked]) == 4
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mau.yaml").write_text("mine")
    assert main(["add-source", "http://127.0.0.1:9", "--id", "mau", "--to", str(tmp_path)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "mau.yaml").read_text() == "mine"


def test_a_page_is_shown_as_it_was_on_a_day(
    bucket: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Site()
    site.articles(1)
    url = "/news/tin-tuc/bai-so-1.html"
    first = site.reply(url).bytes
    with serving(site):
        crawl_source(run_of(bucket, site), "mau", clock=Clock(AT))
        for days, body in (
            (200, first),
            (400, first.replace(b"350 su", b"351 su")),
        ):  # unchanged, then edited
            at = AT + timedelta(days=days)
            site[url] = body
            run = run_of(bucket, site, f"{at:%Y%m%dT%H%M%SZ}-0003", at)
            crawl_source(run, "mau", clock=Clock(at))
    shown = tmp_path / "page.html"
    asked = [f"{site.url}{url}", "--source", "mau"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("khuyenhoc.commands.capture.load_registry", lambda *_: run_of(bucket, site).registry)
        for day, body in (
            ("2024-01-20", first),
            ("2024-08-30", first),
            ("2025-06-01", site.reply(url).bytes),
        ):
            assert main(["capture", *asked, "--at", day, "-o", str(shown)]) == 0
            assert shown.read_bytes() == body
        capsys.readouterr()
        assert main(["capture", *asked, "--list", "--json"]) == 0
        rows = json.loads(capsys.readouterr().out)
        assert [row["type"] for row in rows] == ["text/html", "warc/revisit", "text/html"]
        assert main(["capture", *asked, "--at", "2024-01-19"]) == 3
        assert main(["capture", f"{site.url}/other", "--source", "mau"]) == 3
    assert "No capture of" in capsys.readouterr().err


def test_crawl_goes_on_with_the_next_source_and_ends_with_the_worst_status(
    bucket: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Site()
    site.articles(2)
    with serving(site):
        for name, listing in (("good", "/news/tin-tuc/"), ("gone", "/news/gone/")):
            (tmp_path / f"{name}.yaml").write_text(
                f"id: {name}\nname: {{vi: a, en: b}}\nowner: o\nlevel: province\nbase_url: {site.url}\ncms: nukeviet4\n"
                f"start: {{listings: [{{url: {site.url}{listing}}}]}}\npoliteness: {{delay: 0}}\ncadence: 1\n"
                "proven: true\nlocal: true\n"
            )
        monkeypatch.setenv("KHUYENHOC_REGISTRY", str(tmp_path))
        assert main(["crawl", "--json"]) == 4
        rows = json.loads(capsys.readouterr().out)
        assert main(["crawl", "nobody"]) == 2
    assert [(row["source"], row["status"]) for row in rows] == [("gone", "layout_broken"), ("good", "ok")]
    assert "/news/gone/: HTTP 404" in rows[0]["detail"]
    assert "No source 'nobody' in the registry" in capsys.readouterr().err
    assert [key for key in Store.open(bucket).list("raw/source=good/") if key.endswith(".cdxj")]


def test_the_politeness_ledger_shows_what_a_host_was_asked(
    bucket: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Site()
    site.articles(3)
    with serving(site):
        crawl_source(run_of(bucket, site), "mau", clock=Clock(AT))
        later = AT + timedelta(days=2)
        crawl_source(run_of(bucket, site, "20240122T030000Z-0002", later), "mau", clock=Clock(later))
    host = f"127.0.0.1:{site.port}"
    assert main(["politeness", "--since", "2024-01-01", "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["host"], first["day"], first["requests"]) == (host, "2024-01-20", 5)
    assert (second["day"], second["requests"], second["sources"]) == ("2024-01-22", 2, "mau")
    assert main(["politeness", host, "--since", "2024-01-21", "--json"]) == 0
    assert [row["day"] for row in json.loads(capsys.readouterr().out)] == ["2024-01-22"]
    assert main(["politeness", "other.example", "--since", "2024-01-01", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_run_id_is_a_time() -> None:
    assert main(["crawl", "--run", "yesterday"]) == 2
    assert datetime.now(UTC).year >= 2024
