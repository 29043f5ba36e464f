"""What Airflow itself loads: the page "Sources" in its navigation and the tab "Collection" on a run.

Both read a release's index (two small objects), never the bucket's tables, and answer only to whoever is logged in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from airflow.api_fastapi.core_api.security import GetUserDep
from airflow.plugins_manager import AirflowPlugin
from fastapi import FastAPI, HTTPException, Query
from fastapi import Path as Path_
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from khuyenhoc.models import VIETNAM
from khuyenhoc_airflow import listen

if TYPE_CHECKING:
    from khuyenhoc.land.index import Index, SourceState
    from khuyenhoc.store import Store

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)


def broken(source: SourceState) -> bool:
    """Whether somebody must look at a source: its last crawl failed, in this run or in the last that visited it."""
    if not source.enabled or source.status != "not_crawled":
        return source.enabled and source.status not in GOOD
    at, good = source.last_error_at, source.last_good
    return at is not None and (good is None or at > good)


def days(source: SourceState, index: Index) -> list[tuple[date, str]]:
    """How each of the last days before a release covered a source, oldest first, in words."""
    last = max([index.released_at.astimezone(VIETNAM).date(), *(d for s in index.sources for d in s.recent)])
    span = (last - timedelta(days=n) for n in reversed(range(DAYS)))
    return [(day, source.recent.get(day, NO_CRAWL).replace("_", " ")) for day in span]


#: Days that the page Sources shows in squares, and what it says of one without a crawl.
DAYS, NO_CRAWL = 14, "no crawl recorded"
#: What a source's state may be without anything being wrong.
GOOD = frozenset({"published", "nothing_new", "not_due", "not_crawled"})
PAGES.tests["broken"] = broken
PAGES.filters["days"] = days
PAGES.filters["moment"] = lambda at: f"{at.astimezone(VIETNAM):%Y-%m-%d %H:%M}"
#: A report or an archived page is the bucket's, not Airflow's: it may show itself, run nothing and fetch nothing.
SANDBOX = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

app = FastAPI(title="khuyenhoc", docs_url=None, redoc_url=None, openapi_url=None)
AirflowRun = Annotated[str, Query(max_length=250)]
#: Our own name of a run, and a source's: they become parts of keys.
RunId = Annotated[str, Path_(pattern=r"^\d{8}T\d{6}Z-[0-9a-f]{4}$")]
SourceId = Annotated[str, Path_(pattern=r"^[a-z][a-z0-9-]*$")]


@app.get("/sources", response_class=HTMLResponse)
def sources(user: GetUserDep) -> str:
    """A row a source: when it was last good, what is wrong, what it gives a day."""
    from khuyenhoc.pipeline.latest import read_index, read_latest

    def read(store: Store) -> dict[str, Any]:
        latest = read_latest(store)
        return {"index": read_index(store, latest.release) if latest else None}

    return _page("sources.html.j2", read)


@app.get("/collection", response_class=HTMLResponse)
def collection(user: GetUserDep, run: AirflowRun, dag: str = "collect") -> str:
    """What one run fetched, read, set aside and landed."""

    def read(store: Store) -> dict[str, Any]:
        run_id = _run_id(store, dag, run)
        return _collected(store, run_id) | {"begun": True} if run_id else {"run": run}

    return _page("collection.html.j2", read)


@app.get("/collection/{run_id}", response_class=HTMLResponse)
def collection_of(user: GetUserDep, run_id: RunId) -> str:
    """The same of a run by our own name of it: Airflow's frame around the tab is too wide for a phone."""
    return _page("collection.html.j2", lambda store: _collected(store, run_id))


@app.get("/report/{run_id}", response_class=HTMLResponse)
def report(user: GetUserDep, run_id: RunId) -> HTMLResponse:
    """The validation report of a run, out of the bucket."""
    return _validation(run_id, "report.html")


@app.get("/impact/{run_id}", response_class=HTMLResponse)
def impact(user: GetUserDep, run_id: RunId) -> HTMLResponse:
    """What a re-extraction would change, out of the bucket."""
    return _validation(run_id, "impact.html")


@app.get("/articles/{run_id}/{source_id}", response_class=HTMLResponse)
def articles(user: GetUserDep, run_id: RunId, source_id: SourceId) -> str:
    """What a run read of a source: a line an article, with the archived page that it was read from."""
    from khuyenhoc.pipeline.captures import read_articles

    def read(store: Store) -> dict[str, Any]:
        return {"run": run_id, "articles": read_articles(store, run_id, source_id)}

    return _page("articles.html.j2", read, source_id=source_id)


@app.get("/capture/{source_id}", response_class=HTMLResponse)
def capture(
    user: GetUserDep,
    source_id: SourceId,
    key: Annotated[str, Query(max_length=400)],
    offset: Annotated[int, Query(ge=0)],
) -> Response:
    """An archived page as it was served, out of its WARC record."""
    from khuyenhoc.errors import KhuyenhocError
    from khuyenhoc.pipeline.captures import capture_at

    try:
        found = capture_at(_store(), source_id, key, offset)
    except KhuyenhocError as error:
        raise HTTPException(404, str(error)) from error
    content_type = found.header("content-type") or "text/html"
    headers = SANDBOX | {"X-Archived-From": found.url, "X-Archived-At": found.fetched_at.isoformat()}
    return Response(found.body, media_type=content_type, headers=headers)


def _validation(run_id: str, name: str) -> HTMLResponse:
    from khuyenhoc.errors import KhuyenhocError

    try:
        store = _store()
        body = store.get(store.keys.validation(run_id, name))
    except KhuyenhocError as error:
        raise HTTPException(404, str(error)) from error
    return HTMLResponse(body, headers=SANDBOX)


def _store() -> Store:
    from khuyenhoc.store import Store
    from khuyenhoc_airflow.connect import settings

    return Store.open(settings())


def _collected(store: Store, run_id: str) -> dict[str, Any]:
    """What a run released, and whether it reported first what its release would change."""
    from khuyenhoc.pipeline.latest import index_of_run

    impact = store.keys.validation(run_id, "impact.html")
    return {"index": index_of_run(store, run_id), "run": run_id, "impact": impact in store.list(impact)}


def _page(template: str, read: Callable[[Store], dict[str, Any]], **given: Any) -> str:
    """The page, or what is wrong in its place: an operator must see that here, not in a server's log."""
    from khuyenhoc.errors import KhuyenhocError

    values: dict[str, Any] = {
        "index": None,
        "articles": None,
        "run": "",
        "begun": False,
        "impact": False,
        "wrong": "",
        "good": GOOD,
    }
    values |= given
    try:
        values |= read(_store())
    except KhuyenhocError as error:
        values["wrong"] = f"{type(error).__name__}: {error}"
    return PAGES.get_template(template).render(values)


def _run_id(store: Store, dag: str, run: str) -> str | None:
    """Our name of an Airflow run; None before it has begun."""
    from khuyenhoc.pipeline import began, run_id_of
    from khuyenhoc_airflow.steps import name_of

    started_at = began(store, name_of(dag, run))
    return run_id_of(started_at, name_of(dag, run)) if started_at else None


class KhuyenhocPlugin(AirflowPlugin):
    """The pages, where operators look for them."""

    name = "khuyenhoc"
    listeners = [listen]  # noqa: RUF012
    fastapi_apps = [{"app": app, "url_prefix": "/khuyenhoc", "name": "khuyenhoc"}]  # noqa: RUF012
    external_views = [  # noqa: RUF012
        {
            "name": "Sources",
            "href": "/khuyenhoc/sources",
            "destination": "nav",
            "url_route": "khuyenhoc-sources",
            "nav_top_level": True,
        },
        {
            "name": "Collection",
            "href": "/khuyenhoc/collection?dag={DAG_ID}&run={RUN_ID}",
            "destination": "dag_run",
            "url_route": "khuyenhoc-collection",
        },
    ]
