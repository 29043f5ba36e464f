"""One message a run that says what a person must do, and none when there is nothing to do.

The Connection `khuyenhoc_alerts` chooses the channel by its type: `slackwebhook`, `smtp` (recipients in the extra
field `to`) or `http` (a webhook that takes {"text": …}). Without it the message goes to the log alone.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseNotifier, Connection
from airflow.sdk.exceptions import AirflowNotFoundException

from khuyenhoc.errors import SettingsError

CONNECTION = "khuyenhoc_alerts"


class RunAlert(BaseNotifier):
    """Tells, at the end of a run, what a person must do about it."""

    def __init__(self, *, failed: bool) -> None:
        super().__init__()
        self.failed = failed

    def notify(self, context: Any) -> None:
        dag_run = context["dag_run"]
        lines = _to_do(dag_run)
        if self.failed:
            lines = _red(context, lines)
        if lines:
            title = (
                f"khuyenhoc {dag_run.dag_id} {dag_run.run_id}: {'red' if self.failed else 'something to do'}"
            )
            send("\n".join([title, *(f"• {line}" for line in lines)]), context)


def _red(context: Any, to_do: list[str]) -> list[str]:
    """Which tasks are red, then what is to be done; where no source asks for anything, what the run's note says."""
    from khuyenhoc_airflow.listen import RED

    first, *rest = (context["dag_run"].note or "").splitlines() or [""]
    if not first.startswith(RED):  # a person's note, or none
        task = context.get("ti") or context.get("task_instance")
        first, rest = f"Red: {task.task_id}." if task is not None else str(context.get("reason", "")), []
    first += " Open the run in Airflow: the first red task's log ends with the remedy; when that is done clear the task, or trigger anew where the form was wrong"
    return [first, *(to_do or rest)]


def _to_do(dag_run: Any) -> list[str]:
    """What the run's sources ask of a person; when the bucket cannot be asked, that."""
    from khuyenhoc.errors import KhuyenhocError
    from khuyenhoc.pipeline import Run, began
    from khuyenhoc.pipeline.gate import to_do
    from khuyenhoc.store import Store
    from khuyenhoc_airflow.connect import settings
    from khuyenhoc_airflow.steps import name_of

    try:
        known, name = settings(), name_of(dag_run.dag_id, dag_run.run_id)
        started_at = began(Store.open(known), name)
        return to_do(Run.of(known, name=name, started_at=started_at)) if started_at else []
    except KhuyenhocError as error:
        return [f"{type(error).__name__}: {error}"]


def release_is_late(**_: Any) -> None:
    """Tell that the day's release is late; Airflow calls it when the deadline passes, with what it knows."""
    send(
        "khuyenhoc: the day's release is late. Open Collect in Airflow: its running or red task says why", {}
    )


def send(text: str, context: Any) -> None:
    """Send a message through the channel that the Connection names, by Airflow's own notifier for it."""
    channel = _notifier(text)
    if channel is None:
        print(text)  # noqa: T201 - the log is the channel
        return
    channel.notify(context)


def _notifier(text: str) -> BaseNotifier | None:
    try:
        connection = Connection.get(CONNECTION)
    except AirflowNotFoundException:
        return None
    match connection.conn_type:
        case "slackwebhook":
            from airflow.providers.slack.notifications.slack_webhook import SlackWebhookNotifier

            return SlackWebhookNotifier(slack_webhook_conn_id=CONNECTION, text=text)
        case "smtp":
            from airflow.providers.smtp.notifications.smtp import SmtpNotifier

            to = connection.extra_dejson.get("to")
            if not to:
                raise SettingsError(
                    f"The Connection {CONNECTION!r} names no recipient", remedy='Add {"to": "…"} to its extra'
                )
            body = "<br>".join(text.splitlines())
            return SmtpNotifier(
                smtp_conn_id=CONNECTION, to=to, subject=text.splitlines()[0], html_content=body
            )
        case "http":
            from airflow.providers.http.notifications.http import HttpNotifier

            return HttpNotifier(http_conn_id=CONNECTION, json={"text": text})
        case other:
            raise SettingsError(
                f"The Connection {CONNECTION!r} is of type {other!r}", remedy="Use slackwebhook, smtp or http"
            )
