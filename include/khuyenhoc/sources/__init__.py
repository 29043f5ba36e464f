"""The registry: one YAML file a site. A set of sites is a folder: `sites` (real) or `samples`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from khuyenhoc.errors import RegistryError, UnknownSource
from khuyenhoc.models import Source

HERE = Path(__file__).parent


class Registry(Mapping[str, Source]):
    """The sources of one set, by id, in the order of their ids."""

    def __init__(self, name: str, sources: Iterable[Source]) -> None:
        self.name = name
        self._sources = {source.id: source for source in sorted(sources, key=lambda source: source.id)}

    def __getitem__(self, source_id: str) -> Source:
        try:
            return self._sources[source_id]
        except KeyError:
            raise UnknownSource(
                f"No source {source_id!r} in the registry {self.name!r}",
                remedy=f"It has: {', '.join(self._sources)}",
            ) from None

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def enabled(self) -> list[Source]:
        return [source for source in self.values() if source.enabled]


def read_source(path: Path) -> Source:
    """The source that a file declares; `RegistryError` names file, line and key of what is wrong."""
    try:
        declared = yaml.safe_load(path.read_text(encoding="utf-8"))
        source = Source.model_validate(declared)
    except yaml.YAMLError as error:
        raise RegistryError(f"{path.name}: not YAML: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise RegistryError(f"{path.name}: {wrong}") from error
    if source.id != path.stem:
        raise RegistryError(f"{path.name}: id is {source.id!r}", remedy="A file bears the id of its source")
    return source


@cache
def load_registry(name: str = "sites") -> Registry:
    """The registry of a set: a folder beside this file, or the path of one.

    >>> load_registry("nowhere")
    Traceback (most recent call last):
    khuyenhoc.errors.RegistryError: No registry 'nowhere'. Set KHUYENHOC_REGISTRY to sites, samples or a folder
    """
    folder = HERE / name if (HERE / name).is_dir() else Path(name)
    if not folder.is_dir():
        raise RegistryError(
            f"No registry {name!r}", remedy="Set KHUYENHOC_REGISTRY to sites, samples or a folder"
        )
    return Registry(name, [read_source(path) for path in sorted(folder.glob("*.yaml"))])
