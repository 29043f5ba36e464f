"""The store keeps its promises over two real servers."""

from __future__ import annotations

import pytest

from khuyenhoc.errors import BucketMissing, Conflict, KeyMissing
from khuyenhoc.store import Store

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
