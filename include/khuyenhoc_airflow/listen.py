"""What happens when a run begins and ends, in the scheduler's own process and transaction: no bucket, no network.

All is read through the session of the run: whoever commits it, or opens another that Airflow ties to it, ends the
scheduler. A task cannot write the note of its run, nor make a pool: the execution API has neither. The scheduler can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from airflow.listeners import hookimpl
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, object_session

if TYPE_CHECKING:
    from airflow.models.dagrun import DagRun

OURS: Final = "khuyenhoc"
"""The tag of our DAGs."""
NOTE: Final = "note"
"""The XCom that a task leaves for the note of its run: `plan` when it refuses, `gate` always."""
LONGEST_NOTE: Final = 1000
RED: Final = "Red: "
"""How the note of a red run begins."""


@hookimpl
def on_dag_run_running(dag_run: DagRun, msg: str) -> None:
    """Make the pools that the run needs and nobody made: else its tasks would wait for ever, and say nothing."""
    session = object_session(dag_run)
    if session is None or not is_ours(dag_run):
        return
    from airflow.models.pool import Pool

    from khuyenhoc_airflow.params import registry

    needed = {task.pool for task in dag_run.get_dag().tasks}
    missing = needed - set(session.scalars(select(Pool.pool).where(Pool.pool.in_(needed))))
    for pool in (pool for pool in registry().pools() if pool.name in missing):
        made = {
            "pool": pool.name,
            "slots": pool.slots,
            "include_deferred": False,
            "description": "made by a run",
        }
        try:
            with (
                session.get_bind().engine.begin() as own
            ):  # the scheduler's transaction may not be committed here
                own.execute(insert(Pool).values(made))
        except IntegrityError:
            continue  # another scheduler made it


@hookimpl
def on_dag_run_success(dag_run: DagRun, msg: str) -> None:
    write_note(dag_run)


@hookimpl
def on_dag_run_failed(dag_run: DagRun, msg: str) -> None:
    write_note(dag_run)


def write_note(dag_run: DagRun) -> None:
    """The run's summary as its note, before whatever a person wrote; of a red run the red tasks, too."""
    session = object_session(dag_run)
    if session is None or not is_ours(dag_run):
        return
    written: Any = dag_run.dag_run_note
    if written is not None and written.user_id is not None:
        return  # a person's word stays
    if note := "\n".join(filter(None, (_red(dag_run, session), _left(dag_run, session)))):
        if len(note) > LONGEST_NOTE:
            note = note[: LONGEST_NOTE - 1] + "…"
        if written is None:
            dag_run.note = note
        else:
            written.content = note


def is_ours(dag_run: DagRun) -> bool:
    return OURS in dag_run.get_dag().tags


def _red(dag_run: DagRun, session: Session) -> str:
    """The red tasks as they failed, the cause before what it took along."""
    from airflow.models.taskinstance import TaskInstance

    if dag_run.state != "failed":
        return ""
    tasks = session.scalars(
        select(TaskInstance)
        .where(
            TaskInstance.dag_id == dag_run.dag_id,
            TaskInstance.run_id == dag_run.run_id,
            TaskInstance.state == "failed",
        )
        .order_by(TaskInstance.end_date, TaskInstance.task_id, TaskInstance.map_index)
    )
    names = [f"{ti.task_id} [{ti.rendered_map_index}]" if ti.map_index >= 0 else ti.task_id for ti in tasks]
    return f"{RED}{', '.join(names)}." if names else ""


def _left(dag_run: DagRun, session: Session) -> str:
    from airflow.models.xcom import XComModel

    found = session.scalars(
        select(XComModel)
        .where(XComModel.dag_id == dag_run.dag_id, XComModel.run_id == dag_run.run_id, XComModel.key == NOTE)
        .order_by(XComModel.timestamp)
    )
    return "\n".join(str(XComModel.deserialize_value(each)) for each in found)
