"""An error becomes "retry" or "fail at once": only what may go through later is tried again."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any, Final

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule
from airflow.sdk.definitions.retry_policy import RetryDecision

FIRST, LONGEST = timedelta(minutes=5), timedelta(hours=1)


class Backoff(ExceptionRetryPolicy):
    """Waits twice as long after each try, half of that left to chance.

    Airflow's own exponential backoff draws its jitter from DAG, task and date: all mapped instances of `crawl`
    that failed together would come back together.
    """

    def evaluate(
        self, exception: BaseException, try_number: int, max_tries: int, context: Any = None
    ) -> RetryDecision:
        decision = super().evaluate(exception, try_number, max_tries, context)
        if decision.action is not RetryAction.RETRY:
            return decision
        first = context["ti"].task.retry_delay if context else FIRST
        delay = min(first * 2 ** (try_number - 1), LONGEST) * random.uniform(0.5, 1)
        return RetryDecision.retry(delay, decision.reason)


#: A task's `default_args`. The first delay is the installation's `[core] default_task_retry_delay` (5 minutes).
RETRIES: Final[dict[str, Any]] = {
    "retries": 2,
    "retry_policy": Backoff(
        rules=[
            RetryRule(
                exception=["khuyenhoc.errors.Transient", "builtins.OSError"],
                action=RetryAction.RETRY,
                reason="the network, the site or the store may answer later",
            ),
            RetryRule(
                exception="khuyenhoc.errors.KhuyenhocError",
                action=RetryAction.FAIL,
                reason="a setting, a layout or the data must be mended first: the message says what",
            ),
            RetryRule(
                exception="builtins.Exception",
                action=RetryAction.FAIL,
                reason="a fault of this program: the same would happen again",
            ),
        ]
    ),
}
