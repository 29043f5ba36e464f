"""
# Pages for people

Writes `site/` in the bucket anew whenever `collect`, `backfill` or `reextract` has published figures: a table by
province, and a page a province where each figure shows the sentence that states it and the archived page it stands on.

Red: the message says which object of the release is missing; run `collect` again, it writes the same objects.
"""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import Asset, dag, task

from khuyenhoc_airflow import steps
from khuyenhoc_airflow.retry import RETRIES


@dag(
    dag_display_name="Publish the site",
    doc_md=__doc__,
    schedule=[Asset("observations")],
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Ho_Chi_Minh"),
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    tags=["khuyenhoc"],
)
def publish_site() -> None:
    @task
    def publish() -> dict[str, Any]:
        """Read the newest release, write its pages."""
        return steps.publish_site()

    publish()


publish_site()
