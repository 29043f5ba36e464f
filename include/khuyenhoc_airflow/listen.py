"""What happens when a run begins and ends, in the scheduler's own process and transaction: no bucket, no network.

A task cannot write the note of its run, nor make a pool: the execution API has neither. The scheduler can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from airflow.listeners import hookimpl
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import object_session

if TYPE_CHECKING:
    from airflow.models.dagrun import DagRun

OURS: Final = "khuyenhoc"
"""The tag of our DAGs."""
NOTE: Final = "note"
"""The XCom that a task leaves for the note of its run."""
LONGEST_NOTE: Final = 1000


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
        try:
            with session.begin_nested():
                session.add(
                    Pool(
                        pool=pool.name,
                        slots=pool.slots,
                        description="made by the first run that needed it",
                        include_deferred=False,
                    )
                )
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
    if note := "\n".join(filter(None, (_red(dag_run), _left(dag_run)))):
        if len(note) > LONGEST_NOTE:
            note = note[: LONGEST_NOTE - 1] + "…"
        if written is None:
            dag_run.note = note
        else:
            written.content = note


def is_ours(dag_run: DagRun) -> bool:
    return OURS in dag_run.get_dag().tags


def _red(dag_run: DagRun) -> str:
    from airflow.utils.state import TaskInstanceState

    if dag_run.state != "failed":
        return ""
    tasks = dag_run.get_task_instances(state=[TaskInstanceState.FAILED])
    names = [f"{ti.task_id} [{ti.rendered_map_index}]" if ti.map_index >= 0 else ti.task_id for ti in tasks]
    return f"Red: {', '.join(names)}." if names else ""


def _left(dag_run: DagRun) -> str:
    from airflow.models.xcom import XComModel

    session = object_session(dag_run)
    assert session is not None
    found = session.scalars(
        select(XComModel)
        .where(XComModel.dag_id == dag_run.dag_id, XComModel.run_id == dag_run.run_id, XComModel.key == NOTE)
        .order_by(XComModel.timestamp.desc())
        .limit(1)
    ).first()
    return str(XComModel.deserialize_value(found)) if found else ""
