"""A wrong file says what, on which line, under which key; a right one is described by a JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from khuyenhoc.errors import RegistryError, SettingsError, UnknownSource
from khuyenhoc.sources import FIRST_SAMPLE_PORT, load_registry, schema_text, source_of

GOOD = """\
id: mau
name:
  vi: Hội mẫu
  en: Sample
owner: Hội mẫu
level: province
base_url: http://mau.example
cms: nukeviet4
start:
  listings:
    - url: http://mau.example/tin-tuc/
      paging: http://mau.example/tin-tuc/page-{n}
include:
  - /tin-tuc/
politeness:
  delay: 2
cadence: 1
"""


def test_a_good_file() -> None:
    source = source_of(GOOD, "mau.yaml")
    assert (source.id, source.enabled, source.proven, source.local) == ("mau", True, False, False)


FAULTS = [
    ("owner: Hội mẫu\n", "", "line 1: owner: is missing"),
    ("owner:", "ownr:", "line 5: ownr: no such key"),
    ("  vi: Hội mẫu\n", "", "line 2: name.vi: is missing"),
    ("cms: nukeviet4", "cms: nukeviet5", "line 8: cms: Input should be 'vccorp', 'nukeviet4'"),
    ("level: province", "level: village", "line 6: level: Input should be 'national', 'province'"),
    ("page-{n}", "page-1", "line 11: start.listings.0: paging needs {n}"),
    ("http://mau.example\n", "mau.example\n", "line 7: base_url: "),
    ("  - /tin-tuc/", "  - '/tin-tuc/['", "line 14: include.0: unterminated character set"),
    ("delay: 2", "delay: -2", "line 16: politeness.delay: Input should be greater than or equal to 0"),
    ("cadence: 1", "cadence: 0", "line 17: cadence: Input should be greater than 0"),
    ("cadence: 1", "cadence: 1\ncadence: 2", "line 18: cadence: stands on line 17 already"),
    ("  vi: Hội mẫu\n", "  vi: Hội mẫu\n  vi: Hội khác\n", "line 4: vi: stands on line 3 already"),
    ("id: mau", "id: khac", "line 1: id is 'khac'"),
    ("id: mau", "id: Mẫu", "line 1: id: String should match pattern"),
    ("cms: nukeviet4\n", "cms: null\n", "line 1: the file: a source without cms or base_url must be off"),
    ("owner: Hội mẫu", "owner: [Hội mẫu", "not YAML: while parsing a flow sequence"),
    (GOOD, "", "no keys in it"),
    (GOOD, "- a\n- b\n", "no keys in it"),
    ("cadence: 1", "cadence: 1\nbật: true", "line 18: bật: no such key"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "instead", "said"), FAULTS, ids=[fault[2][:40] for fault in FAULTS])
def test_what_is_wrong_is_named_with_its_line(what: str, instead: str, said: str) -> None:
    assert what in GOOD
    with pytest.raises(RegistryError) as error:
        source_of(GOOD.replace(what, instead, 1), "mau.yaml")
    assert str(error.value).startswith("mau.yaml: ")
    assert said in str(error.value)


def test_every_fault_of_every_file_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "mau.yaml").write_text(
        GOOD.replace("cadence: 1", "cadence: 0").replace("delay: 2", "delay: x")
    )
    (tmp_path / "hai.yaml").write_text("id: hai\n")
    with pytest.raises(RegistryError) as error:
        load_registry(str(tmp_path))
    first, second = str(error.value).split("\n")
    assert first.startswith("hai.yaml: line 1: name: is missing; ")
    assert "line 16: politeness.delay" in second
    assert "line 17: cadence" in second


def test_a_source_that_is_not_known_names_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "mau.yaml").write_text(GOOD)
    with pytest.raises(UnknownSource, match=r"No source 'mua' in the registry .*It has: mau"):
        load_registry(str(tmp_path))["mua"]


def test_the_sample_sites_may_be_served_on_other_ports() -> None:
    here, there = load_registry("samples"), load_registry("samples", "9400")
    assert list(here) == list(there)
    for source_id in here:
        moved = str(there[source_id].model_dump(mode="json"))
        for n in range(len(here)):
            assert f":{FIRST_SAMPLE_PORT + n}" not in moved
    assert {source.base_url.split("/")[2] for source in there.values() if source.base_url} == {
        f"127.0.0.1:{9400 + n}" for n in range(len(here))
    }


@pytest.mark.parametrize("port", ["none", "0", "70000", "-1"])
def test_a_port_that_is_none_names_its_setting(port: str) -> None:
    with pytest.raises(SettingsError, match="KHUYENHOC_SAMPLE_SITES"):
        load_registry("samples", port)


def test_the_schema_is_current() -> None:
    committed = Path(__file__).parents[2] / "schema" / "source.json"
    assert committed.read_text(encoding="utf-8") == schema_text(), (
        "python -m khuyenhoc sources --schema schema/source.json"
    )


def test_the_schema_describes_the_files_that_there_are() -> None:
    """Every key of every file is a property of the schema, at its place."""
    schema = json.loads(schema_text())

    def check(said: object, at: dict[str, object], where: str) -> None:
        at = schema["$defs"][str(at["$ref"]).rpartition("/")[2]] if "$ref" in at else at
        options = at.get("anyOf") or at.get("allOf") or [at]
        assert isinstance(options, list)
        if isinstance(said, dict):
            known = [schema["$defs"][o["$ref"].rpartition("/")[2]] if "$ref" in o else o for o in options]
            shape = next(one for one in known if one.get("type") == "object")
            for key, value in said.items():
                assert key in shape["properties"], f"{where}: {key}"
                check(value, shape["properties"][key], f"{where}.{key}")
        elif isinstance(said, list):
            for value in said:
                check(value, at["items"], where)  # type: ignore[arg-type]

    described = [source for name in ("sites", "samples") for source in load_registry(name).values()]
    assert len(described) > 15
    for source in described:
        check(source.model_dump(mode="json", exclude_unset=True), schema, source.id)
