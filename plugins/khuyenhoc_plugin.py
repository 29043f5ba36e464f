"""What Airflow itself loads: the page "Sources" in its navigation and the tab "Collection" on a run.

Both read a release's index (two small objects), never the bucket's tables, and answer only to whoever is logged in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from airflow.api_fastapi.core_api.security import GetUserDep
from airflow.plugins_manager import AirflowPlugin
from fastapi import FastAPI, HTTPException, Query
from fastapi import Path as Path_
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from khuyenhoc_airflow import listen

if TYPE_CHECKING:
    from khuyenhoc.store import Store

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)
#: A report is the bucket's, not Airflow's: it may show itself, and run nothing.
SANDBOX = {"Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'"}

app = FastAPI(title="khuyenhoc", docs_url=None, redoc_url=None, openapi_url=None)
RunId = Annotated[str, Query(max_length=250)]


@app.get("/sources", response_class=HTMLResponse)
def sources(user: GetUserDep) -> str:
    """A row a source: when it was last good, what is wrong, what it gives a day."""
    from khuyenhoc.pipeline.latest import read_index, read_latest

    def read(store: Store) -> dict[str, Any]:
        latest = read_latest(store)
        return {"index": read_index(store, latest.release) if latest else None}

    return _page("sources.html.j2", read)


@app.get("/collection", response_class=HTMLResponse)
def collection(user: GetUserDep, run: RunId, dag: str = "collect") -> str:
    """What one run fetched, read, set aside and landed."""
    from khuyenhoc.errors import KeyMissing
    from khuyenhoc.pipeline.latest import read_index

    def read(store: Store) -> dict[str, Any]:
        run_id = _run_id(store, dag, run)
        if run_id is None:
            return {"run": run}
        try:
            return {"index": read_index(store, run_id), "run": run_id}
        except KeyMissing:
            return {"run": run_id}

    return _page("collection.html.j2", read)


@app.get("/report/{run_id}", response_class=HTMLResponse)
def report(
    user: GetUserDep, run_id: Annotated[str, Path_(pattern=r"^\d{8}T\d{6}Z-[0-9a-f]{4}$")]
) -> HTMLResponse:
    """The validation report of a run, out of the bucket."""
    from khuyenhoc.errors import KhuyenhocError

    try:
        store = _store()
        body = store.get(store.keys.validation(run_id, "report.html"))
    except KhuyenhocError as error:
        raise HTTPException(404, str(error)) from error
    return HTMLResponse(body, headers=SANDBOX)


def _store() -> Store:
    from khuyenhoc.store import Store
    from khuyenhoc_airflow.connect import settings

    return Store.open(settings())


def _page(template: str, read: Callable[[Store], dict[str, Any]]) -> str:
    """The page, or what is wrong in its place: an operator must see that here, not in a server's log."""
    from khuyenhoc.errors import KhuyenhocError

    values: dict[str, Any] = {"index": None, "run": None, "wrong": "", "now": datetime.now(UTC)}
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
