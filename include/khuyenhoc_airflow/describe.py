"""`python -m khuyenhoc_airflow.describe`: docs/dags.md, out of the DAGs themselves."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from airflow.sdk import DAG

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "dags.md"
HEAD = """# The DAGs

Written by `make docs` from `dags/`; a test says when it is stale. What a person does with them stands in
[operator.md](operator.md).
"""


def describe(dags: Mapping[str, DAG]) -> str:
    """Every DAG: what it says of itself, its form, its tasks in their order."""
    return "\n".join([HEAD, *(line for name in sorted(dags) for line in _dag(dags[name]))]).rstrip() + "\n"


def _dag(dag: DAG) -> Iterator[str]:
    title, _, text = (dag.doc_md or "").strip().partition("\n")
    yield f"## `{dag.dag_id}`: {title.removeprefix('# ')}"
    yield text.rstrip()
    yield ""
    yield f"**Runs** {_when(dag)}, at most {dag.max_active_runs} at a time."
    yield ""
    if dag.params:
        yield "| the form asks | as | default | meaning |"
        yield "|---|---|---|---|"
        for name in dag.params:
            yield _param(name, dag.params.get_param(name))
        yield ""
    yield "| task | after | pool | what it does |"
    yield "|---|---|---|---|"
    tasks: Any = dag
    for task in tasks.topological_sort():
        yield _task(task)
    yield ""


def _when(dag: DAG) -> str:
    timetable: Any = dag.timetable
    if assets := getattr(timetable, "asset_condition", None):
        names = sorted(asset.name for asset in assets.objects)
        return f"when {', '.join(f'`{name}`' for name in names)} was written"
    if expression := getattr(timetable, "_expression", getattr(timetable, "expression", "")):
        return f"at `{expression}` in Asia/Ho_Chi_Minh, or by hand"
    return "by hand"


def _param(name: str, param: Any) -> str:
    schema = param.schema
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    kind = schema.get("format") or next(one for one in kinds if one != "null")
    bounds = [
        f"{word} {schema[key]}" for word, key in (("from", "minimum"), ("to", "maximum")) if key in schema
    ]
    default = "all that are on" if name == "sources" else _default(param)
    cells = (f"**{schema['title']}** (`{name}`)", " ".join([kind, *bounds]), default, param.description or "")
    return f"| {' | '.join(cells)} |"


def _default(param: Any) -> str:
    value = param.value
    if type(value).__name__ == "ArgNotSet":
        return "must be given"
    return "empty" if value is None else str(value).lower()


def _task(task: Any) -> str:
    after = ", ".join(f"`{name}`" for name in sorted(task.upstream_task_ids))
    pool = "" if task.pool == "default_pool" else f"`{task.pool}`"
    callable_ = getattr(task, "python_callable", None) or _mapped(task)
    doc = (callable_.__doc__ or "").strip().splitlines()[0] if callable_ is not None else "waits for a person"
    return f"| `{task.task_id}` | {after} | {pool} | {doc} |"


def _mapped(task: Any) -> Any:
    return getattr(task, "partial_kwargs", {}).get("python_callable")


def main() -> None:
    """Write the page."""
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(dag_folder=str(ROOT / "dags"))
    if bag.import_errors:
        sys.exit("\n".join(bag.import_errors.values()))
    PAGE.write_text(describe(bag.dags), encoding="utf-8")


if __name__ == "__main__":
    main()
