"""What a run gave, for a person: a row a source, where the data lies, how to read it."""

from __future__ import annotations

import json
import os
from pathlib import Path

from demo.servers import ROOT, Bucket
from khuyenhoc.commands import Say
from khuyenhoc.settings import Settings
from khuyenhoc.store import Store
from khuyenhoc.tables import from_parquet


def show(say: Say, bucket: Bucket, folder: Path) -> None:
    """The newest release: its sources as a table; its objects, mirrored where they can be read afterwards."""
    store = Store.open(Settings.read(**bucket.settings()))
    found = store.get_tagged(store.keys.latest())
    if found is None:
        say.line(f"s3://{bucket.bucket} holds no release")
        return
    release = json.loads(found[0])["release"]
    rows = from_parquet(store.get(store.keys.release(release, "sources.parquet")))
    columns = {
        "requests": "pages fetched",
        "new_articles": "articles",
        "new_observations": "observations",
        "set_aside": "set aside",
    }
    say.table(
        f"Release {release}",
        [
            {"source": row["source_id"], "status": row["status"]}
            | {shown: row[name] for name, shown in columns.items()}
            | {"detail": row["detail"]}
            for row in rows
        ],
    )
    mirror(store, release, folder / "release")
    say.line(
        f"\nData        s3://{bucket.bucket}/data/, releases/{release}/ … in {shown_path(folder / 'bucket')}"
    )
    say.line(f"Mirrored    {shown_path(folder / 'release')}")
    for name, line in ways_to_read(folder / "release"):
        say.line(f"{name:<11} {line}")


def mirror(store: Store, release: str, folder: Path) -> None:
    """The release's tables as files: the bucket's server is ended with the demo."""
    folder.mkdir(parents=True, exist_ok=True)
    prefix = store.keys.release(release, "")
    for key in store.list(prefix):
        (folder / key.removeprefix(prefix)).write_bytes(store.get(key))


def ways_to_read(folder: Path) -> list[tuple[str, str]]:
    """One line of DuckDB and one of pandas, as a shell takes them from the project's folder."""
    table = shown_path(folder / "observations.parquet")
    sql = f"select metric, count(*) figures from '{table}' group by 1 order by 2 desc limit 5"
    frame = f"pd.read_parquet('{table}')[['area', 'metric', 'value', 'sentence']].head()"
    return [
        ("DuckDB", f'.venv/bin/python -c "import duckdb; print(duckdb.sql(\\"{sql}\\"))"'),
        ("pandas", f'.venv/bin/python -c "import pandas as pd; print({frame})"'),
    ]


def shown_path(path: Path) -> str:
    return os.path.relpath(path, ROOT) if path.is_relative_to(ROOT) else str(path)
