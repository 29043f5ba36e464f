"""An error becomes "retry" or "fail at once": only what may go through later is tried again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

#: A task's `default_args`. The first delay is the installation's `[core] default_task_retry_delay` (5 minutes).
RETRIES: Final[dict[str, Any]] = {
    "retries": 2,
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(hours=1),
    "retry_policy": ExceptionRetryPolicy(
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
