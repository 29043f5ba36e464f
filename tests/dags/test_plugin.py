"""The pages in Airflow, served by its own api-server, out of a real bucket, looked at in a real browser."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.crawl import crawl_source
from khuyenhoc.pipeline.extract import extract_source
from khuyenhoc.pipeline.land import land_run
from khuyenhoc.pipeline.validate import validate_run
from khuyenhoc.settings import Settings
from khuyenhoc.sources import Registry
from khuyenhoc.store import Store
from tests.crawl.site import SENTENCE, Site, article, serving, source_of
from tests.dags.conftest import HOME
from tests.servers import free_ports

pytestmark = pytest.mark.slow

HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
AIRFLOW_RUN = "manual__2024-01-20T03:00:00+00:00"
PHONE = 390
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@dataclass(frozen=True)
class Shown:
    """An Airflow that shows a bucket with one run in it."""

    url: str
    token: dict[str, str]
    run_id: str
    site: Site

    def get(self, path: str, *, login: bool = True) -> requests.Response:
        return requests.get(
            f"{self.url}/khuyenhoc{path}",
            headers=self.token if login else {},
            timeout=30,
            allow_redirects=False,
        )


def collected(settings: Settings, site: Site) -> Run:
    """A run over a site that has a hostile title, with a second source that is off."""
    site.articles(3)
    site["/news/tin-tuc/bai-so-2.html"] = article(2, title=html.escape(HOSTILE), text=SENTENCE * 3)
    off = {"reason": "moved <b>nobody</b> knows where", "since": "2024-01-01", "until": "2024-03-01"}
    sources = [source_of(site, assertions={"min_articles": 1}), source_of(site, id="tat", off=off)]
    began = Run.begun(settings, name=f"collect {AIRFLOW_RUN}", now=datetime(2024, 1, 20, 3, tzinfo=UTC))
    run = Run(began.run_id, began.started_at, began.store, Registry("test", sources), settings)
    crawl_source(run, "mau")
    extract_source(run, "mau")
    validate_run(run, ["mau"])
    land_run(run, ["mau"])
    return run


@pytest.fixture
def shown(seaweedfs: Settings, connection: str, airflow_database: None) -> Iterator[Shown]:
    port = free_ports(1)
    (HOME / "simple_auth_manager_passwords.json.generated").write_text(json.dumps({"admin": "of-this-test"}))
    environment = os.environ | {
        "AIRFLOW_CONN_KHUYENHOC": connection,
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
    }
    command = [sys.executable, "-m", "airflow", "api-server", "--workers", "1"]
    with serving(Site()) as site, (HOME / "api-server.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            run = collected(seaweedfs, site)
            yield Shown(url := f"http://127.0.0.1:{port}", _login(url, server), run.run_id, site)
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(20)


def _login(url: str, server: subprocess.Popen[bytes]) -> dict[str, str]:
    deadline = time.monotonic() + 120
    while server.poll() is None and time.monotonic() < deadline:
        try:
            given = requests.post(
                f"{url}/auth/token", json={"username": "admin", "password": "of-this-test"}, timeout=10
            )
        except requests.ConnectionError:
            time.sleep(0.2)
            continue
        return {"Authorization": f"Bearer {given.json()['access_token']}"}
    raise RuntimeError((HOME / "api-server.log").read_text()[-3000:])


def test_what_an_operator_sees(shown: Shown, seaweedfs: Settings, tmp_path: Path) -> None:
    """One story, because Airflow's server takes ten seconds to start."""
    collection = f"/collection?run={AIRFLOW_RUN.replace('+', '%2B')}"
    alone = f"/collection/{shown.run_id}"
    ours = ("/sources", collection, alone, f"/report/{shown.run_id}", f"/articles/{shown.run_id}/mau")
    page = {path: shown.get(path) for path in ours}
    assert {answer.status_code for answer in page.values()} == {200}, page

    # nobody reads them without a login
    for path in (*ours, "/capture/mau?key=raw/x.warc.gz&offset=0", f"/impact/{shown.run_id}"):
        assert shown.get(path, login=False).status_code == 401, path

    # the sources: state, cadence, why one is off and until when
    text = page["/sources"].text
    assert "2 a week expected" in text
    assert "off until 2024-03-01" in text
    assert "moved &lt;b&gt;nobody&lt;/b&gt; knows where" in text
    assert "2024-01-19 no crawl recorded, 2024-01-20 published" in text, "a square a day"
    assert "3 articles in 60 days" in text, "the spark line says in words what it shows"

    # the collection: what was asked, read and set aside, and where it leads
    text = page[collection].text
    assert f"/khuyenhoc/report/{shown.run_id}" in text
    assert f'<a href="/khuyenhoc/articles/{shown.run_id}/mau">3</a>' in text
    assert "Not visited: tat." in text
    assert "has released nothing (yet)" in shown.get("/collection?run=manual__nowhere").text

    # the same without Airflow's frame, which no phone is wide enough for: the page Sources leads there
    assert f'href="/khuyenhoc{alone}"' in page["/sources"].text
    assert page[alone].text == text

    # a run that reported first what its release would change (`reextract`) leads to that report, in the frame or not
    assert "/khuyenhoc/impact/" not in text
    store = Store.open(seaweedfs)
    store.put(store.keys.validation(shown.run_id, "impact.html"), b"<p>nothing changes</p>")
    for path in (collection, alone):
        assert f'"/khuyenhoc/impact/{shown.run_id}"' in shown.get(path).text, path

    # an article's archived page: as it was served, and it can do nothing
    text = page[f"/articles/{shown.run_id}/mau"].text
    assert "<script>document" not in text
    assert html.escape("<script>document") in text
    link = next(part for part in re.findall(r'href="/khuyenhoc(/capture/[^"]+)"', text))
    archived = shown.get(html.unescape(link))
    assert archived.status_code == 200
    assert archived.content in [shown.site.reply(f"/news/tin-tuc/bai-so-{n}.html").bytes for n in (1, 2, 3)]
    assert archived.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert archived.headers["X-Archived-From"].startswith(f"{shown.site.url}/news/tin-tuc/bai-so-")

    # keys are the archive's alone
    key = html.unescape(link).partition("key=")[2].partition("&")[0]
    for wrong, status in (
        ("/capture/mau?key=latest.json&offset=0", 404),
        (f"/capture/tat?key={key}&offset=0", 404),
        (f"/capture/mau?key={key}&offset=1", 404),
        ("/capture/mau?key=raw/source=mau/../../latest.json.warc.gz&offset=0", 404),
        ("/report/..%2F..%2Flatest.json", 404),
        ("/report/20240120T030000Z-ZZZZ", 422),
        ("/collection/20240120T030000Z-abcd", 200),
        ("/articles/20240120T030000Z-abcd/mau", 200),
    ):
        answer = shown.get(wrong)
        assert answer.status_code == status, wrong
    assert "KeyMissing: " in answer.text, "what is wrong stands on the page"

    _in_a_browser(shown, [path for path in ours if not path.startswith("/report")], tmp_path)

    # without a bucket the page says so, and the next request is answered
    store.delete(store.keys.latest())
    assert "No release yet" in shown.get("/sources").text


def _in_a_browser(shown: Shown, paths: list[str], folder: Path) -> None:
    """On a phone nothing is wider than the screen, and no title ran."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on the path: `apt-get install chromium` shows the pages too")
    with _logged_in(shown) as url:
        for n, path in enumerate(paths):
            dumped = subprocess.run(
                [
                    CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000", f"--user-data-dir={folder}/profile",
                    f"--window-size={PHONE},900", f"--screenshot={folder}/{n}.png", "--dump-dom",
                    f"{url}/khuyenhoc{path}",
                ],
                capture_output=True, text=True, check=True, timeout=120,
            ).stdout  # fmt: skip
            found = re.search(r'data-wide="(\d+)" data-screen="(\d+)" data-title="([^"]*)"', dumped)
            assert found is not None, dumped[-500:]
            assert int(found[1]) <= int(found[2]), (path, found[0])
            assert "owned" not in found[3]


MEASURE = (
    b"<script>window.addEventListener('load', () => setTimeout(() => { const e = document.documentElement;"
    b"e.dataset.wide = e.scrollWidth; e.dataset.screen = innerWidth; e.dataset.title = document.title }, 200))"
    b"</script>"
)


@contextmanager
def _logged_in(shown: Shown) -> Iterator[str]:
    """A server between the browser and Airflow that logs in for it, and measures each page."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = requests.get(shown.url + self.path, headers=shown.token, timeout=30)
            body = answer.content + MEASURE
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
