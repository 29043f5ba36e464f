"""
# Follow the sites into their past

Walks the lists of the chosen sources back to a day, archives the articles that it finds there and lands them as a
daily run does. A run asks a site for at most as many pages as the form says, and for no more than its file allows
a day, *Collect* included. How far each list was walked is kept in the bucket: trigger it again with the same day,
and it goes on. The run's note and the tab **Collection** say how far each list is.

**plan → [crawl_back → extract] for each source → validate → land → gate**

| task | when it is red | what to do |
|---|---|---|
| `crawl_back` | the message names the site and the reason, as in *Collect* | mend it, trigger again: nothing is asked twice |
| `validate`, `land`, `gate` | as in *Collect* | the message says why; clear the task |

What is found lands under the day on which it was fetched; its day of publication is in `published_at`.
"""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import (
    Asset,
    TriggerRule,
    dag,
    task,
    task_group,
)

from khuyenhoc.sources import Pool
from khuyenhoc_airflow import params, steps
from khuyenhoc_airflow.alert import RunAlert
from khuyenhoc_airflow.retry import RETRIES

known = params.registry()
articles, observations = Asset("articles"), Asset("observations")


@dag(
    dag_display_name="Backfill",
    doc_md=__doc__,
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Ho_Chi_Minh"),
    catchup=False,
    max_active_runs=1,
    params=params.backfill(known),
    default_args=RETRIES,
    on_success_callback=RunAlert(failed=False),
    on_failure_callback=RunAlert(failed=True),
    tags=["khuyenhoc"],
)
def backfill() -> None:
    @task
    def plan(pool: str) -> list[str]:
        """Check the bucket and the form; say which sources this run visits."""
        return steps.plan(pool)

    def visit(pool: Pool) -> Any:
        """The sources of one pool: a mapped task has one for all its instances."""

        @task_group(group_id=f"source{pool.suffix}")
        def source(source_id: str) -> None:
            @task(pool=pool.name, map_index_template="{{ source_name }}")
            def crawl_back(source_id: str) -> dict[str, Any]:
                """Walk the lists further back and archive their articles, within the budget."""
                return steps.crawl_back(source_id)

            @task(map_index_template="{{ source_name }}", trigger_rule=TriggerRule.ALL_DONE)
            def extract(source_id: str) -> dict[str, Any]:
                """Turn what was archived into articles and figures, also when the crawl broke off."""
                return steps.extract(source_id)

            crawl_back(source_id) >> extract(source_id)

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


backfill()
