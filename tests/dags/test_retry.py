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
