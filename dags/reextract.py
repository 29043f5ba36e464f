"""
# Read the archive again

Extracts what was archived once more, without the network: after a change of an extractor, a lexicon, a layout or of
trafilatura, or to mend a span of days. Before anything lands, `impact` says what would change, and `approve` waits
for a person (**Browse → Required Actions**) unless the form says that it need not.

**plan → extract for each source → validate → impact → approve → land → sum_up**

| task | when it is red | what to do |
|---|---|---|
| `extract` | a page that nobody foresaw | report it; nothing has landed |
| `validate`, `land` | as in *Collect* | the message says why; clear the task |
| `approve` | nobody answered within a week | nothing has landed; trigger anew |

Rejected, `land` is skipped, the run is green, and its note says that it released nothing. Trigger it anew when the
extractor is mended.

The causes of all changes are in the release's `delta.parquet`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pendulum
from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Asset, TriggerRule, dag, task

from khuyenhoc_airflow import params, steps
from khuyenhoc_airflow.alert import RunAlert
from khuyenhoc_airflow.retry import RETRIES

articles, observations = Asset("articles"), Asset("observations")


@dag(
    dag_display_name="Re-extract",
    doc_md=__doc__,
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Ho_Chi_Minh"),
    catchup=False,
    max_active_runs=1,
    params=params.reextract(params.registry()),
    default_args=RETRIES,
    on_failure_callback=RunAlert(failed=True),
    tags=["khuyenhoc"],
)
def reextract() -> None:
    @task
    def plan() -> list[str]:
        """Check the bucket and the form; say which sources are read again."""
        return steps.plan()

    @task(map_index_template="{{ source_name }}")
    def extract(source_id: str) -> dict[str, Any]:
        """Read all that was ever captured of a source; stage what the span of days holds."""
        return steps.extract_archive(source_id)

    @task
    def validate() -> dict[str, Any]:
        """Check every row, as a daily run does."""
        return steps.validate()

    @task
    def impact() -> dict[str, Any]:
        """Say what would change: figures gained, lost, changed, by source and rule, with the sentences."""
        return steps.impact()

    @task.branch
    def ask() -> str:
        """Whether a person must agree first."""
        return "land" if steps.is_approved() else "approve"

    approve = ApprovalOperator(
        task_id="approve",
        subject="Land the re-extraction?",
        body="{% set found = ti.xcom_pull(task_ids='impact') %}{{ found['summary'] }}\n\n"
        "[All sentences, by rule and source](/khuyenhoc/impact/{{ found['run_id'] }})",
        response_timeout=timedelta(days=7),
    )

    @task(outlets=[articles, observations], trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS)
    def land(*, outlet_events: Any) -> dict[str, Any]:
        """Write the tables and publish the release."""
        return steps.land(outlet_events)

    @task(trigger_rule=TriggerRule.NONE_FAILED)
    def sum_up() -> None:
        """Say in the run's note what it gave."""
        steps.sum_up()

    extracted = extract.expand(source_id=plan())
    decided = ask()
    extracted >> validate() >> impact() >> decided >> approve
    [decided, approve] >> land() >> sum_up()


reextract()
