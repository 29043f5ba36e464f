"""Where a run's message goes, by the type of the Connection, and that it arrives."""

from __future__ import annotations

import json

import pytest
from pytest_httpserver import HTTPServer

from khuyenhoc.errors import SettingsError

TEXT = "khuyenhoc collect 2026-11-22\n• yenbai: layout_broken: no article on 3 listings"


def connect(monkeypatch: pytest.MonkeyPatch, **fields: object) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_KHUYENHOC_ALERTS", json.dumps(fields))


def test_a_webhook_gets_the_text(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, airflow_database: None
) -> None:
    from khuyenhoc_airflow.alert import send

    httpserver.expect_oneshot_request("/", method="POST", json={"text": TEXT}).respond_with_data("ok")
    connect(monkeypatch, conn_type="http", host=httpserver.host, port=httpserver.port, schema="http")
    send(TEXT, {})
    httpserver.check_assertions()


def test_slack_gets_the_text(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, airflow_database: None
) -> None:
    from khuyenhoc_airflow.alert import send

    httpserver.expect_oneshot_request("/services/T/B/x", method="POST").respond_with_data("ok")
    connect(monkeypatch, conn_type="slackwebhook", host=httpserver.url_for("/services"), password="T/B/x")
    send(TEXT, {})
    request, _ = httpserver.log[0]
    assert json.loads(request.data)["text"] == TEXT


def test_without_a_connection_the_log_is_the_channel(
    capsys: pytest.CaptureFixture[str], airflow_database: None
) -> None:
    from khuyenhoc_airflow.alert import send

    send(TEXT, {})
    assert TEXT in capsys.readouterr().out


@pytest.mark.parametrize(
    ("fields", "remedy"),
    [
        ({"conn_type": "ftp", "host": "x"}, "Use slackwebhook, smtp or http"),
        ({"conn_type": "smtp", "host": "x"}, 'Add {"to": "…"} to its extra'),
    ],
)
def test_a_connection_that_cannot_tell_anybody_says_so(
    fields: dict[str, object], remedy: str, monkeypatch: pytest.MonkeyPatch, airflow_database: None
) -> None:
    from khuyenhoc_airflow.alert import send

    connect(monkeypatch, **fields)
    with pytest.raises(SettingsError, match="khuyenhoc_alerts") as raised:
        send(TEXT, {})
    assert remedy in str(raised.value)
