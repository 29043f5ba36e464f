"""The registry: one YAML file a site. A set of sites is a folder: `sites` (real) or `samples`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from khuyenhoc.errors import RegistryError, SettingsError, UnknownSource
from khuyenhoc.models import Source

HERE = Path(__file__).parent
#: The port of the first sample site, as the files of `samples` have it; the others follow it.
FIRST_SAMPLE_PORT = 8300
_SAMPLE = re.compile(r"(http://127\.0\.0\.1):(\d+)")


class _Loader(yaml.SafeLoader):
    """Reads true and false as YAML 1.2 has them. In 1.1, which PyYAML follows, a key `off` would be a "no"."""


_BOOL = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOL]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile(r"(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))


#: Sites that are visited at once, each on a host of its own.
AT_ONCE = 4


@dataclass(frozen=True)
class Pool:
    """Sources of which at most `slots` are visited at once."""

    name: str
    slots: int
    sources: tuple[str, ...]

    @property
    def suffix(self) -> str:
        """What tells its tasks from those of the others; empty for the first."""
        return self.name.removeprefix("crawl")


def _pool_of(served_by: str) -> str:
    """
    >>> _pool_of("www.yenbai.gov.vn:8080")
    'crawl_www_yenbai_gov_vn_8080'
    """
    return f"crawl_{re.sub(r'[^a-z0-9]+', '_', served_by)}"


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

    def __contains__(self, source_id: object) -> bool:
        return source_id in self._sources

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def enabled(self) -> list[Source]:
        return [source for source in self.values() if source.enabled]

    def pools(self) -> list[Pool]:
        """Who may be visited at once: `crawl` for the sources that have a host to themselves, and one of a single
        slot for each host, or group, that several share."""
        together: dict[str, list[str]] = {}
        for source in self.values():
            together.setdefault(source.served_by, []).append(source.id)
        alone = tuple(ids[0] for ids in together.values() if len(ids) == 1)
        shared = (Pool(_pool_of(by), 1, tuple(ids)) for by, ids in together.items() if len(ids) > 1)
        return [Pool("crawl", AT_ONCE, alone), *shared]


def read_source(path: Path, *, sample_port: int = FIRST_SAMPLE_PORT) -> Source:
    """The source that a file declares; `RegistryError` names file, line and key of each thing that is wrong."""
    return source_of(path.read_text(encoding="utf-8"), path.name, sample_port=sample_port)


def source_of(text: str, name: str, *, sample_port: int = FIRST_SAMPLE_PORT) -> Source:
    """The source that the text of a file of that name declares. See `read_source`."""
    if sample_port != FIRST_SAMPLE_PORT:
        text = _SAMPLE.sub(lambda m: f"{m[1]}:{int(m[2]) - FIRST_SAMPLE_PORT + sample_port}", text)
    try:
        node = yaml.compose(text, Loader=_Loader)
        declared = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise RegistryError(f"{name}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(declared, dict):
        raise RegistryError(
            f"{name}: no keys in it", remedy="See schema/source.json for what a source declares"
        )
    if repeated := list(_repeated(node)):
        raise RegistryError(f"{name}: {'; '.join(repeated)}")
    try:
        source = Source.model_validate(declared)
    except ValidationError as error:
        wrong = "; ".join(_fault(node, e["loc"], e["msg"], e["type"]) for e in error.errors())
        raise RegistryError(
            f"{name}: {wrong}", remedy="See schema/source.json for what each key takes"
        ) from error
    if source.id != name.removesuffix(".yaml"):
        line = _line(node, ("id",))
        raise RegistryError(
            f"{name}: line {line}: id is {source.id!r}", remedy="A file bears the id of its source"
        )
    return source


def _fault(node: yaml.Node | None, loc: Sequence[int | str], message: str, kind: str) -> str:
    """One fault: line, key, what is wrong. A key that is missing has the line of what it is missing from."""
    key = ".".join(map(str, loc)) or "the file"
    said = {"extra_forbidden": "no such key", "missing": "is missing"}.get(
        kind, message.removeprefix("Value error, ")
    )
    return f"line {_line(node, loc)}: {key}: {said}"


def _line(node: yaml.Node | None, loc: Sequence[int | str]) -> int:
    """The line of a key, or of the nearest thing around it that there is."""
    line = node.start_mark.line if node else 0
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == part), None)
            if found is None:
                break
            line, node = found[0].start_mark.line, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
        else:
            break
    return line + 1


def _repeated(node: yaml.Node | None) -> Iterator[str]:
    """Keys that stand twice: YAML would silently take the last."""
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                yield f"line {line}: {key.value}: stands on line {seen[key.value]} already"
            seen[str(key.value)] = line
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _repeated(value)


@cache
def load_registry(name: str = "sites", sample_sites: str | None = None) -> Registry:
    """The registry of a set: a folder beside this file, or the path of one.

    `sample_sites` is the port of the first sample site where that is not 8300.

    >>> load_registry("nowhere")
    Traceback (most recent call last):
    khuyenhoc.errors.RegistryError: No registry 'nowhere'. Set KHUYENHOC_REGISTRY to sites, samples or a folder
    """
    folder = HERE / name if (HERE / name).is_dir() else Path(name)
    if not folder.is_dir():
        raise RegistryError(
            f"No registry {name!r}", remedy="Set KHUYENHOC_REGISTRY to sites, samples or a folder"
        )
    port = _port(sample_sites) if sample_sites else FIRST_SAMPLE_PORT
    sources, faults = [], []
    for path in sorted(folder.glob("*.yaml")):
        try:
            sources.append(read_source(path, sample_port=port))
        except RegistryError as error:
            faults.append(str(error))
    if faults:
        raise RegistryError("\n".join(faults))
    return Registry(name, sources)


def _port(sample_sites: str) -> int:
    port = sample_sites.rpartition(":")[2].strip("/")
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise SettingsError(
            f"KHUYENHOC_SAMPLE_SITES is {sample_sites!r}", remedy="Give the port of the first sample site"
        )
    return int(port)


def schema() -> dict[str, Any]:
    """The JSON Schema of a source's file, for editors."""
    said = Source.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **said,
        "title": "A source of khuyenhoc",
    }


def schema_text() -> str:
    """`schema/source.json` as it is committed; a test says that it is current."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
