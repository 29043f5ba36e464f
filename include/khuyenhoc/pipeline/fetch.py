"""Mirrors a release into a folder and checks every object against its index."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from khuyenhoc.errors import DataError, KeyMissing, SettingsError
from khuyenhoc.land.index import Index, Object
from khuyenhoc.pipeline.latest import read_latest, read_versions
from khuyenhoc.store import Store


@dataclass(frozen=True)
class File:
    """One file of the mirror. `was_there` when it needed no fetching."""

    name: str
    rows: int
    bytes: int
    was_there: bool


@dataclass(frozen=True)
class Fetched:
    release: str
    files: tuple[File, ...]


def fetch_release(store: Store, release: str, folder: Path, *, csv: bool = False) -> Fetched:
    """Fetch the release's tables and index into the folder; what is there and right is left as it is.

    Raises SettingsError for a release that the bucket does not have, DataError when an object is not what its
    index says, naming the key. Each file appears whole or not at all.
    """
    body = _index(store, release)
    index = Index.model_validate_json(body)
    folder.mkdir(parents=True, exist_ok=True)
    objects = [o for t in index.tables.values() for o in (t.parquet, t.csv if csv else None) if o is not None]
    files = tuple(_fetch(store, wanted, folder) for wanted in objects)
    (folder / "index.json").write_bytes(body)
    return Fetched(index.release, files)


def _index(store: Store, release: str) -> bytes:
    if release == "latest":
        latest = read_latest(store)
        if latest is None:
            raise SettingsError("The bucket has no release yet", remedy="Run `collect` first")
        body = store.get(latest.index)
        if hashlib.sha256(body).hexdigest() != latest.index_sha256:
            raise DataError(
                f"{latest.index} is not what latest.json says", remedy="Fetch again; then run `land` again"
            )
        return body
    try:
        return store.get(store.keys.release(release, "index.json"))
    except KeyMissing as error:
        known = ", ".join(v.release for v in read_versions(store).versions if v.result != "failure")
        raise SettingsError(f"No release {release!r}", remedy=f"There are: latest, {known}") from error


def _fetch(store: Store, wanted: Object, folder: Path) -> File:
    path = folder / wanted.key.rsplit("/", 1)[-1]
    was_there = path.exists() and _right(path, wanted)
    if not was_there:
        part = path.with_name(f"{path.name}.part")
        store.fetch(wanted.key, part)
        if not _right(part, wanted):
            part.unlink()
            raise DataError(
                f"{wanted.key} is not what its index says (sha256 {wanted.sha256[:12]}…, {wanted.bytes} bytes)",
                remedy="Fetch again; when it stays so, run `land` again for the release's run",
            )
        part.replace(path)
    return File(path.name, wanted.rows, wanted.bytes, was_there)


def _right(path: Path, wanted: Object) -> bool:
    if path.stat().st_size != wanted.bytes:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == wanted.sha256
