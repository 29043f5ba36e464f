"""Which errors are worth another try."""

from __future__ import annotations

import pytest
import requests

from khuyenhoc import errors


@pytest.mark.parametrize(
    ("error", "action", "reason"),
    [
        (errors.SourceUnreachable("dns"), "retry", "a site may be back later"),
        (errors.StoreUnreachable("503"), "retry", "so may the store"),
        (errors.Conflict("412"), "retry", "the other writer will be done"),
        (requests.ConnectionError("reset"), "retry", "the network, not yet named by us"),
        (errors.LayoutBroken("0 articles"), "fail", "the page is what it is"),
        (errors.CredentialsRefused("403"), "fail", "a person must change them"),
        (errors.UnknownSource("x"), "fail", "so must a parameter"),
        (errors.DataError("rule"), "fail", "the same data fail again"),
        (KeyError("x"), "fail", "a fault of ours is the same the next time"),
    ],
)
def test_action(error: Exception, action: str, reason: str) -> None:
    from khuyenhoc_airflow.retry import RETRIES

    decision = RETRIES["retry_policy"].evaluate(error, try_number=1, max_tries=2)
    assert decision.action.value == action, reason


def test_sources_that_failed_together_come_back_apart() -> None:
    """Twice as long after each try, half of it left to chance, an hour at most; Airflow's own jitter is the same
    for all mapped instances of a task."""
    from datetime import timedelta

    from khuyenhoc_airflow.retry import FIRST, LONGEST, RETRIES

    policy, error = RETRIES["retry_policy"], errors.SourceUnreachable("dns")
    for tries, longest in ((1, FIRST), (2, 2 * FIRST), (3, 4 * FIRST), (9, LONGEST)):
        delays = {policy.evaluate(error, try_number=tries, max_tries=9).retry_delay for _ in range(50)}
        assert len(delays) > 40
        assert longest / 2 <= min(delays) < max(delays) <= longest
    task = type("Task", (), {"retry_delay": timedelta(seconds=8)})()
    context = {"ti": type("Instance", (), {"task": task})()}
    delay = policy.evaluate(error, try_number=1, max_tries=2, context=context).retry_delay
    assert timedelta(seconds=4) <= delay <= timedelta(seconds=8), "the installation's own first delay"
