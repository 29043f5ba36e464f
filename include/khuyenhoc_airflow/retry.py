"""An error becomes "retry" or "fail at once": only what may go through later is tried again."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

RETRIES = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            exception="khuyenhoc.errors.Transient",
            action=RetryAction.RETRY,
            retry_delay=timedelta(minutes=5),
            reason="the network, the site or the store may answer later",
        ),
        RetryRule(
            exception="khuyenhoc.errors.KhuyenhocError",
            action=RetryAction.FAIL,
            reason="a setting, a layout or the data must be mended first: the message says what",
        ),
    ]
)
