"""What each task does: make the run from Airflow's context, call the step, give a small report.

Heavy parts are imported inside the functions: a DAG file that names a step stays light.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from airflow.sdk import Asset, get_current_context
from structlog.contextvars import bind_contextvars, bound_contextvars

from khuyenhoc_airflow import count

if TYPE_CHECKING:
    from khuyenhoc.pipeline import Run
    from khuyenhoc.pipeline.crawl import CrawlOptions


def name_of(dag_id: str, run_id: str) -> str:
    """What a run of a DAG is called outside of Airflow."""
    return f"{dag_id} {run_id}"


def run_of_context() -> Run:
    """The collection that this task belongs to: the same after a retry or a clear. Its id is in every log line
    from here on, as `collection`, beside Airflow's own `dag_id`, `run_id` and `task_id`."""
    from khuyenhoc.pipeline import Run
    from khuyenhoc_airflow.connect import settings

    dag_run: Any = get_current_context()["dag_run"]
    run = Run.begun(settings(), name=name_of(dag_run.dag_id, dag_run.run_id), now=datetime.now(UTC))
    bind_contextvars(collection=run.run_id)
    return run


def _params() -> Any:
    return get_current_context()["params"]


def _day(given: str | None) -> date | None:
    return date.fromisoformat(given) if given else None


def _planned() -> list[str]:
    """What all the `plan` tasks of the run gave: one, and one more for each host that sources share."""
    context: Any = get_current_context()
    plans = [name for name in context["dag"].task_ids if name.split("_")[0] == "plan"]
    given: list[list[str] | None] = context["ti"].xcom_pull(task_ids=plans)
    return sorted(source_id for each in given for source_id in each or ())


def plan(pool: str | None = None) -> list[str]:
    """The sources to visit, of one pool. Fails now, in words, when the bucket or the form is wrong."""
    from khuyenhoc.errors import KhuyenhocError
    from khuyenhoc.pipeline.plan import check_days, plan_run
    from khuyenhoc_airflow.listen import NOTE

    try:
        _check_names()
        run = run_of_context()
        check_days(_days(), run.day)
        return plan_run(run, _params()["sources"], pool=pool)
    except KhuyenhocError as error:  # the run ends here: its note says why, and what to do
        get_current_context()["ti"].xcom_push(NOTE, f"{type(error).__name__}: {error}")
        raise


def _check_names() -> None:
    """Airflow checks what a form asks, and takes what it does not ask in silence: a name spelt wrong would run all."""
    from khuyenhoc.errors import SettingsError

    context: Any = get_current_context()
    known = set(context["dag"].params)
    if unknown := sorted(set(context["dag_run"].conf or ()) - known):
        raise SettingsError(
            f"No parameter {', '.join(map(repr, unknown))} of {context['dag'].dag_id}",
            remedy=f"It has: {', '.join(sorted(known))}. Trigger it again",
        )


def _days() -> dict[str, date | None]:
    """The days that the form asks for, by their titles: no field of a form knows another's value."""
    context: Any = get_current_context()
    asked = (name for name in ("since", "until") if name in context["dag"].params)
    titles = {name: context["dag"].params.get_param(name).schema["title"] for name in asked}
    return {f"“{title}”": _day(_params()[name]) for name, title in titles.items()}


def crawl(source_id: str) -> dict[str, Any]:
    from khuyenhoc.pipeline.crawl import CrawlOptions

    run, params = run_of_context(), _params()
    _name_instance(run, source_id)
    options = CrawlOptions(
        since=_day(params["since"]),
        max_articles=params["max_articles"],
        max_pages=params["max_pages"],
        refetch=params["refetch"],
    )
    return _crawl(run, source_id, options)


def crawl_back(source_id: str) -> dict[str, Any]:
    from khuyenhoc.pipeline.crawl import CrawlOptions

    run, params = run_of_context(), _params()
    _name_instance(run, source_id)
    options = CrawlOptions(since=_day(params["since"]), back=True, max_requests=params["max_requests"])
    return _crawl(run, source_id, options)


def _crawl(run: Run, source_id: str, options: CrawlOptions) -> dict[str, Any]:
    from khuyenhoc.pipeline.crawl import crawl_source, report_of

    with bound_contextvars(source_id=source_id):
        before = report_of(run, source_id)
        try:
            return asdict(crawl_source(run, source_id, options))
        finally:  # also of a crawl that ended in an error
            count.crawled(before, report_of(run, source_id))


def extract(source_id: str) -> dict[str, Any]:
    from khuyenhoc.pipeline.extract import extract_source

    run = run_of_context()
    _name_instance(run, source_id)
    with bound_contextvars(source_id=source_id):
        report = extract_source(run, source_id)
    count.extracted(report)
    return asdict(report)


def validate() -> dict[str, Any]:
    from khuyenhoc.pipeline.validate import validate_run

    return asdict(validate_run(run_of_context(), _planned()))


def land(outlet_events: Any) -> dict[str, Any]:
    """Land and release; the assets' events tell their consumers how many rows there are, and how many of them the run read."""
    from khuyenhoc.pipeline.land import land_run

    report = land_run(run_of_context(), _planned())
    tables = {
        "articles": {"rows": report.articles, "read": report.read_articles},
        "observations": {"rows": report.observations, "read": report.read_observations},
    }
    for name, rows in tables.items():
        outlet_events[Asset(name)].extra = {"release": report.release, **rows}
    count.landed(report)
    return asdict(report)


def extract_archive(source_id: str) -> dict[str, Any]:
    from khuyenhoc.pipeline.extract import extract_source

    run, params = run_of_context(), _params()
    _name_instance(run, source_id)
    since, until = _day(params["since"]) or date.min, _day(params["until"]) or date.max
    with bound_contextvars(source_id=source_id):
        return asdict(extract_source(run, source_id, from_archive=True, since=since, until=until))


def impact() -> dict[str, Any]:
    from khuyenhoc.pipeline.impact import assess_impact

    return asdict(assess_impact(run_of_context(), _planned()))


def is_approved() -> bool:
    """Whether whoever triggered the run has agreed to it beforehand."""
    return bool(_params()["approve"])


def publish_site() -> dict[str, Any]:
    from khuyenhoc.pipeline import site

    return asdict(site.publish_site(run_of_context().store))


def gate() -> None:
    from khuyenhoc.errors import GateClosed
    from khuyenhoc.pipeline.gate import close_gate

    planned = _planned()
    # A bucket that `plan` did not reach is not asked: the answer would come after retries of its own.
    if not planned:
        raise GateClosed("Nothing was planned", remedy="The task plan says why: clear it when that is mended")
    run = run_of_context()
    sum_up(planned)
    close_gate(run, planned, _params()["max_failed_sources"])


def sum_up(crawled: Sequence[str] = ()) -> None:
    """Leave what the run gave for its note, which `listen` writes when the run ends."""
    from khuyenhoc.pipeline.gate import summary
    from khuyenhoc_airflow.listen import NOTE

    get_current_context()["ti"].xcom_push(NOTE, summary(run_of_context(), crawled))


def _name_instance(run: Run, source_id: str) -> None:
    """What `map_index_template` shows in place of a number."""
    context: Any = get_current_context()
    context["source_name"] = f"{source_id} · {run.registry[source_id].name.vi}"
