"""What each task does: make the run from Airflow's context, call the step, give a small report.

Heavy parts are imported inside the functions: a DAG file that names a step stays light.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from airflow.sdk import get_current_context

if TYPE_CHECKING:
    from khuyenhoc.pipeline import Run


def run_of_context() -> Run:
    """The collection that this task belongs to: the same after a retry or a clear."""
    from khuyenhoc.pipeline import Run
    from khuyenhoc_airflow.connect import settings

    dag_run: Any = get_current_context()["dag_run"]
    return Run.of(settings(), name=dag_run.run_id, started_at=dag_run.run_after)


def _params() -> Any:
    return get_current_context()["params"]


def _planned() -> list[str]:
    planned: list[str] | None = get_current_context()["ti"].xcom_pull(task_ids="plan")
    return list(planned or ())


def plan() -> list[str]:
    """The sources to visit. Fails now, in words, when the bucket or the form is wrong."""
    from khuyenhoc.pipeline.plan import plan_run

    return plan_run(run_of_context(), _params()["sources"])


def crawl(source_id: str) -> dict[str, Any]:
    from khuyenhoc.pipeline.crawl import CrawlOptions, crawl_source

    run, params = run_of_context(), _params()
    _name_instance(run, source_id)
    since = params["since"]
    options = CrawlOptions(
        since=date.fromisoformat(since) if since else None,
        max_articles=params["max_articles"],
        max_pages=params["max_pages"],
        refetch=params["refetch"],
    )
    return asdict(crawl_source(run, source_id, options))


def extract(source_id: str) -> dict[str, Any]:
    from khuyenhoc.pipeline.extract import extract_source

    run = run_of_context()
    _name_instance(run, source_id)
    return asdict(extract_source(run, source_id))


def validate() -> dict[str, Any]:
    from khuyenhoc.pipeline.validate import validate_run

    return asdict(validate_run(run_of_context(), _planned()))


def land() -> dict[str, Any]:
    from khuyenhoc.pipeline.land import land_run

    return asdict(land_run(run_of_context(), _planned()))


def publish_site() -> dict[str, Any]:
    from khuyenhoc.pipeline import site

    return asdict(site.publish_site(run_of_context().store))


def gate() -> None:
    from khuyenhoc.pipeline.gate import close_gate

    close_gate(run_of_context(), _planned(), _params()["max_failed_sources"])


def _name_instance(run: Run, source_id: str) -> None:
    """What `map_index_template` shows in place of a number."""
    context: Any = get_current_context()
    context["source_name"] = f"{source_id} · {run.registry[source_id].name.vi}"
