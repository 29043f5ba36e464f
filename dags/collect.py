"""
# Daily collection

Visits each source's site, archives what is new, reads the figures that its articles report, checks them and
publishes a release in the bucket.

**plan → [crawl → extract] for each source → validate → land → gate**

| task | when it is red | what to do |
|---|---|---|
| `crawl` of one source | the message names the site and the reason: unreachable, layout changed, not proven | other sources go on; the source keeps its last good data. Mend its YAML file or wait |
| `extract` | a page that nobody foresaw | report it with the page: `python -m khuyenhoc capture URL` |
| `validate` | a whole table failed a critical rule | read `validation/run=…/report.html`; nothing was published |
| `land` | the bucket refused | the message says why; clear the task: it writes the same objects |
| `gate` | more sources failed than the run allows | what could land has landed; the message lists the sources |

`crawl` visits four sites at a time (pool `crawl`). Where several sources share a host, they have a pool and a group
of tasks of their own, and are visited one after the other.

Every task can be cleared at any time: only `crawl` uses the network, and it goes on where it stopped.
"""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import (
    Asset,
    DeadlineAlert,
    DeadlineReference,
    SyncCallback,
    TriggerRule,
    dag,
    task,
    task_group,
)

from khuyenhoc.sources import Pool
from khuyenhoc_airflow import params, steps
from khuyenhoc_airflow.alert import RunAlert, release_is_late
from khuyenhoc_airflow.retry import RETRIES

known = params.registry()
articles, observations = Asset("articles"), Asset("observations")


@dag(
    dag_display_name="Collect",
    doc_md=__doc__,
    schedule=params.schedule(),
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Ho_Chi_Minh"),
    catchup=False,
    max_active_runs=1,
    params=params.collect(known),
    default_args=RETRIES,
    on_success_callback=RunAlert(failed=False),
    on_failure_callback=RunAlert(failed=True),
    deadline=DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=params.late_after(),
        callback=SyncCallback(release_is_late),
        name="the day's release is late",
    ),
    tags=["khuyenhoc"],
)
def collect() -> None:
    @task
    def plan(pool: str) -> list[str]:
        """Check the bucket and the form; say which sources this run visits."""
        return steps.plan(pool)

    def visit(pool: Pool) -> Any:
        """The sources of one pool: a mapped task has one for all its instances."""

        @task_group(group_id=f"source{pool.suffix}")
        def source(source_id: str) -> None:
            @task(pool=pool.name, map_index_template="{{ source_name }}")
            def crawl(source_id: str) -> dict[str, Any]:
                """Fetch what is new, politely, and archive it. The only task that uses the network."""
                return steps.crawl(source_id)

            @task(map_index_template="{{ source_name }}", trigger_rule=TriggerRule.ALL_DONE)
            def extract(source_id: str) -> dict[str, Any]:
                """Turn what was archived into articles and figures, also when the crawl broke off."""
                return steps.extract(source_id)

            crawl(source_id) >> extract(source_id)

        planned = plan.override(task_id=f"plan{pool.suffix}")(pool.name)
        each = source.expand(source_id=planned)
        planned >> each
        return each

    @task(trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS)
    def validate() -> dict[str, Any]:
        """Check every row; set aside what fails, with its reason."""
        return steps.validate()

    @task(outlets=[articles, observations])
    def land(*, outlet_events: Any) -> dict[str, Any]:
        """Write the tables and publish the release."""
        return steps.land(outlet_events)

    @task(trigger_rule=TriggerRule.ALL_DONE)
    def gate() -> None:
        """Fail the run, naming the sources, when more of them failed than it allows."""
        steps.gate()

    [visit(pool) for pool in known.pools()] >> validate() >> land() >> gate()


collect()
