"""The store keeps its promises over two real servers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Event, Thread

import pytest

from khuyenhoc.errors import (
    BucketMissing,
    Conflict,
    CredentialsRefused,
    KeyMissing,
    StoreError,
    StoreUnreachable,
)
from khuyenhoc.settings import Settings
from khuyenhoc.store import Store
from tests import servers

BOTH = pytest.mark.parametrize("store", ["seaweedfs", "moto"], indirect=True)


@BOTH
def test_what_is_put_is_got(store: Store) -> None:
    store.put("a/b", b"bytes")
    assert store.get("a/b") == b"bytes"
    assert store.get_range("a/b", 1, 3) == b"yte"


@BOTH
def test_a_missing_key_is_named(store: Store) -> None:
    with pytest.raises(KeyMissing, match="no/such/key"):
        store.get("no/such/key")


@BOTH
def test_a_missing_bucket_is_named_with_the_remedy(store: Store) -> None:
    with pytest.raises(BucketMissing, match=r"not-there does not exist.*Create it"):
        Store(store.client, "not-there").check()


@BOTH
def test_only_one_of_two_can_create_a_key(store: Store) -> None:
    store.put("k", b"first", if_absent=True)
    with pytest.raises(Conflict):
        store.put("k", b"second", if_absent=True)
    assert store.get("k") == b"first"


@BOTH
def test_compare_and_swap_refuses_a_stale_writer(store: Store) -> None:
    stale = store.put("k", b"1")
    store.put("k", b"2", if_match=stale)
    with pytest.raises(Conflict):
        store.put("k", b"3", if_match=stale)
    assert store.get("k") == b"2"


@BOTH
def test_a_listing_is_sorted_and_complete(store: Store) -> None:
    keys = ["a-b", "a/b", "a/c/d", "a/c-d", "b"]  # folder-wise servers give a/b before a-b
    for key in keys:
        store.put(key, b"")
    assert list(store.list("")) == sorted(keys)
    assert list(store.list("a/c")) == ["a/c-d", "a/c/d"]


@BOTH
def test_a_file_is_put_and_fetched_whole(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 3_000_000)
    store.put_file("big", tmp_path / "a")
    store.fetch("big", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == (tmp_path / "a").read_bytes()


@BOTH
def test_these_stores_know_conditions_and_are_asked_once(store: Store) -> None:
    assert store.conditional
    assert list(store.list("probe/")) == []


def test_wrong_credentials_are_named_with_the_remedy(seaweedfs: Settings) -> None:
    wrong = Store.open(seaweedfs.model_copy(update={"access_key_id": "nobody"}))
    with pytest.raises(CredentialsRefused, match=r"KHUYENHOC_ACCESS_KEY_ID"):
        wrong.get("k")


def test_a_store_that_is_not_there_is_named_with_the_remedy() -> None:
    nowhere = Settings.read(
        bucket="khuyenhoc", endpoint_url="http://127.0.0.1:9", access_key_id="a", secret_access_key="b"
    )
    with pytest.raises(StoreUnreachable, match=r"127.0.0.1:9.*Check KHUYENHOC_ENDPOINT_URL"):
        Store.open(nowhere).check()


def test_encryption_and_tags_go_with_every_write(
    moto_server: servers.ObjectStore, fresh_bucket: Callable[..., Settings]
) -> None:
    store = Store.open(
        fresh_bucket(moto_server, server_side_encryption="AES256", object_tags="team=data&kind=public")
    )
    store.put("k", b"1")
    assert store.client.head_object(Bucket=store.bucket, Key="k")["ServerSideEncryption"] == "AES256"
    tags = store.client.get_object_tagging(Bucket=store.bucket, Key="k")["TagSet"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"team": "data", "kind": "public"}


def test_a_prefix_keeps_to_itself(seaweedfs: Settings) -> None:
    inside = Store.open(seaweedfs.model_copy(update={"prefix": "team/"}))
    assert inside.keys.latest() == "team/latest.json"
    assert inside.keys.data("articles", date(2026, 11, 22), "yenbai").startswith("team/data/")


# ── Faults ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Spoilt:
    """A store behind a proxy that spoils the next requests of a kind, as many as are told."""

    store: Store
    proxy: servers.FaultyStore
    left: dict[str, int] = field(default_factory=dict)

    def spoil(self, method: str, fault: str, times: int = 1) -> None:
        self.left[method] = times
        self.proxy.requests.clear()

        def decide(asked: str, _: str) -> str | None:
            if self.left.get(asked, 0) > 0:
                self.left[asked] -= 1
                return fault
            return None

        self.proxy.fault = decide


@pytest.fixture(params=["seaweedfs", "moto"])
def spoilt(request: pytest.FixtureRequest, fresh_bucket: Callable[..., Settings]) -> Iterator[Spoilt]:
    server: servers.ObjectStore = request.getfixturevalue(f"{request.param}_server")
    settings = fresh_bucket(server)
    with servers.faulty(server.endpoint_url) as proxy:
        endpoint = f"http://127.0.0.1:{proxy.server_port}"
        store = Store.open(settings.model_copy(update={"endpoint_url": endpoint}))
        assert store.conditional
        yield Spoilt(store, proxy)


@pytest.mark.parametrize("fault", ["500", "503", "reset"])
def test_a_passing_fault_is_passed_over(spoilt: Spoilt, fault: str) -> None:
    spoilt.spoil("PUT", fault)
    spoilt.store.put("k", b"body", if_absent=True)
    spoilt.spoil("GET", fault)
    assert spoilt.store.get("k") == b"body"


def test_a_store_that_stays_overloaded_is_named_so(spoilt: Spoilt) -> None:
    spoilt.spoil("GET", "503", times=99)
    with pytest.raises(StoreUnreachable, match=r"try again"):
        spoilt.store.get("k")


def test_a_body_that_breaks_off_is_asked_for_again(spoilt: Spoilt) -> None:
    spoilt.store.put("k", b"x" * 100_000)
    spoilt.spoil("GET", "cut")
    assert spoilt.store.get("k") == b"x" * 100_000
    spoilt.spoil("GET", "cut", times=99)
    with pytest.raises(StoreUnreachable, match="breaks off"):
        spoilt.store.get("k")


def test_a_file_that_breaks_off_is_an_error_not_a_short_file(spoilt: Spoilt, tmp_path: Path) -> None:
    spoilt.store.put("k", b"x" * 100_000)
    spoilt.spoil("GET", "cut")
    with pytest.raises(StoreUnreachable, match="breaks off"):
        spoilt.store.fetch("k", tmp_path / "f")


def test_a_write_whose_answer_was_lost_is_no_conflict_with_itself(spoilt: Spoilt) -> None:
    spoilt.spoil("PUT", "lost")
    etag = spoilt.store.put("k", b"1", if_absent=True)
    spoilt.spoil("PUT", "lost")
    etag = spoilt.store.put("k", b"2", if_match=etag)
    assert spoilt.store.get_tagged("k") == (b"2", etag)
    assert any("(lost)" in request for request in spoilt.proxy.requests)


def test_what_was_written_is_checked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real = store.client.put_object
    monkeypatch.setattr(store.client, "put_object", lambda **a: real(**{**a, "Body": b"other"}))
    with pytest.raises(StoreError, match="is not what was sent"):
        store.put("k", b"body")


# ── Stores without conditions ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def unconditional(moto_server: servers.ObjectStore, fresh_bucket: Callable[..., Settings]) -> Iterator[Store]:
    """A store that takes every write and answers 200."""
    settings = fresh_bucket(moto_server)
    with servers.faulty(moto_server.endpoint_url) as proxy:
        proxy.fault = lambda method, path: "unconditional"
        yield Store.open(
            settings.model_copy(update={"endpoint_url": f"http://127.0.0.1:{proxy.server_port}"})
        )


def test_a_store_without_conditions_is_found_out_and_said(
    unconditional: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert not unconditional.conditional
        assert not unconditional.conditional
    assert [record.getMessage().partition(" at ")[2].partition(" ")[2] for record in caplog.records] == [
        "ignores conditional writes: landing takes a lock object instead"
    ]
    assert list(unconditional.list("")) == []


def test_without_conditions_a_stale_writer_is_refused_all_the_same(unconditional: Store) -> None:
    stale = unconditional.put("k", b"1", if_absent=True)
    with pytest.raises(Conflict):
        unconditional.put("k", b"2", if_absent=True)
    unconditional.put("k", b"3", if_match=stale)
    with pytest.raises(Conflict):
        unconditional.put("k", b"4", if_match=stale)


def test_without_conditions_one_lands_after_the_other(unconditional: Store) -> None:
    order: list[str] = []
    waits = Event()

    def second_comer() -> None:
        def wait(_: float) -> None:
            waits.set()

        with unconditional.lock("land", wait=wait):
            order.append("second")

    with unconditional.lock("land", wait=lambda _: None):
        second = Thread(target=second_comer)
        second.start()
        assert waits.wait(10)
        order.append("first")
    second.join(10)
    assert order == ["first", "second"]
    assert list(unconditional.list("locks/")) == []


def test_with_conditions_no_lock_is_taken(store: Store) -> None:
    with store.lock("land"):
        assert list(store.list("locks/")) == []
