"""The store keeps its promises over two real servers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from khuyenhoc.errors import (
    BucketMissing,
    Conflict,
    CredentialsRefused,
    KeyMissing,
    SettingsError,
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


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"endpoint_url": "127.0.0.1:9"}, "Invalid endpoint: 127.0.0.1:9. Check endpoint of the vault"),
        ({"region": "bad region!"}, "Check endpoint of the vault and KHUYENHOC_REGION"),
        ({"secret_access_key": None}, "Give both: key of the vault and KHUYENHOC_SECRET_ACCESS_KEY"),
        ({"bucket": "with a blank"}, 'Invalid bucket name "with a blank".*Mend KHUYENHOC_BUCKET'),
        ({"store_timeout": 0}, "KHUYENHOC_STORE_TIMEOUT: Input should be greater than 0"),
        ({"addressing_style": "x"}, "style of the vault: Input should be 'auto'"),
    ],
)
def test_a_setting_that_no_store_could_take_is_named_where_it_was_given(
    over: dict[str, object], said: str
) -> None:
    """Never as something that may pass by itself."""
    places = {
        "endpoint_url": ("endpoint", " of the vault"),
        "access_key_id": ("key", " of the vault"),
        "addressing_style": ("style", " of the vault"),
    }
    given = {"endpoint_url": "http://127.0.0.1:9", "access_key_id": "a", "secret_access_key": "b"} | over
    with pytest.raises(SettingsError, match=said):
        Store.open(Settings.read(places, **given)).check()


def test_keys_that_nobody_gave_are_asked_for_where_they_belong(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that is set is where its value stands, whatever else may hold it."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("KHUYENHOC_ENDPOINT_URL", "http://127.0.0.1:9")
    places = {
        name: (name, " of the vault") for name in ("access_key_id", "secret_access_key", "endpoint_url")
    }
    with pytest.raises(CredentialsRefused, match="Give access_key_id and secret_access_key of the vault"):
        Store.open(Settings.read(places)).check()
    keys = {"access_key_id": "a", "secret_access_key": "b"}
    with pytest.raises(StoreUnreachable, match="Check KHUYENHOC_ENDPOINT_URL"):
        Store.open(Settings.read(places, **keys)).check()


# ── Settings of a store, each as the server sees it ─────────────────────────────────────────────────

Opened = Callable[..., tuple[Store, servers.FaultyStore]]


@pytest.fixture(params=["seaweedfs", "moto"])
def opened(request: pytest.FixtureRequest, fresh_bucket: Callable[..., Settings]) -> Iterator[Opened]:
    """Opens a store on a fresh bucket with some settings, through a proxy that keeps what was asked."""
    server: servers.ObjectStore = request.getfixturevalue(f"{request.param}_server")
    with servers.faulty(server.endpoint_url) as proxy:

        def open_with(**over: object) -> tuple[Store, servers.FaultyStore]:
            there = {"endpoint_url": f"http://127.0.0.1:{proxy.server_port}"} | over
            return Store.open(fresh_bucket(server).model_copy(update=there)), proxy

        yield open_with


def test_tags_go_with_every_write(opened: Opened) -> None:
    store, _ = opened(object_tags="team=data&kind=public")
    store.put("k", b"1")
    tags = store.client.get_object_tagging(Bucket=store.bucket, Key="k")["TagSet"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"team": "data", "kind": "public"}


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("AES256", {"x-amz-server-side-encryption": "AES256"}),
        ("aws:kms", {"x-amz-server-side-encryption": "aws:kms"}),
        (
            "aws:kms:alias/k",
            {
                "x-amz-server-side-encryption": "aws:kms",
                "x-amz-server-side-encryption-aws-kms-key-id": "alias/k",
            },
        ),
    ],
)
def test_encryption_is_asked_for_with_every_write(
    moto_server: servers.ObjectStore,
    fresh_bucket: Callable[..., Settings],
    setting: str,
    told: dict[str, str],
) -> None:
    """moto alone: SeaweedFS wants a key service for it."""
    with servers.faulty(moto_server.endpoint_url) as proxy:
        there = {"endpoint_url": f"http://127.0.0.1:{proxy.server_port}", "server_side_encryption": setting}
        store = Store.open(fresh_bucket(moto_server).model_copy(update=there))
        store.put("k", b"1")
        head = store.client.head_object(Bucket=store.bucket, Key="k")
        assert head["ServerSideEncryption"] == told["x-amz-server-side-encryption"]
        assert proxy.headers[0].items() >= told.items()


def test_where_the_bucket_encrypts_by_kms_the_etag_is_no_checksum(opened: Opened) -> None:
    store, proxy = opened()
    proxy.fault = lambda method, path: "kms"
    store.put("k", b"body")
    assert store.get("k") == b"body"


def test_the_region_is_that_of_the_signature(opened: Opened) -> None:
    store, proxy = opened(region="ap-southeast-1")
    store.put("k", b"1")
    assert "/ap-southeast-1/s3/aws4_request" in proxy.headers[-1]["authorization"]


def test_a_session_token_is_sent_and_signed(opened: Opened) -> None:
    store, proxy = opened(session_token=SecretStr("a-token"))
    with suppress(CredentialsRefused):  # SeaweedFS knows no such session
        store.put("k", b"1")
    assert proxy.headers[-1]["x-amz-security-token"] == "a-token"
    assert "x-amz-security-token" in proxy.headers[-1]["authorization"]


@pytest.mark.parametrize(
    ("style", "where"),
    [("path", "http://{host}/{bucket}/k"), ("virtual", "http://{bucket}.{host}/k")],
)
def test_the_bucket_is_named_in_the_path_or_in_the_host(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, style: str, where: str
) -> None:
    host = servers.VIRTUAL_HOST
    _, proxy = opened()
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.server_port}")
    store, _ = opened(endpoint_url=f"http://{host}", addressing_style=style)
    store.put("k", b"1")
    assert proxy.requests[-1] == f"PUT {where.format(bucket=store.bucket, host=host)}"
    assert store.get("k") == b"1"
    assert list(store.list("")) == ["k"]


def self_signed(path: Path) -> Path:
    """A key and a certificate for 127.0.0.1 that no authority signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    day = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(day)
        .not_valid_after(day + timedelta(days=365 * 100))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    secret = key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + certificate.public_bytes(form))
    return path


def test_a_store_of_an_authority_of_ones_own(
    seaweedfs_server: servers.ObjectStore, seaweedfs: Settings, tmp_path: Path
) -> None:
    pem = self_signed(tmp_path / "own.pem")
    with servers.faulty(seaweedfs_server.endpoint_url, pem) as proxy:
        there = {"endpoint_url": f"https://127.0.0.1:{proxy.server_port}"}
        with pytest.raises(StoreError, match="KHUYENHOC_CA_BUNDLE"):
            Store.open(seaweedfs.model_copy(update=there)).check()
        store = Store.open(seaweedfs.model_copy(update=there | {"ca_bundle": pem}))
        store.put("k", b"1")
        assert store.get("k") == b"1"


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
        there = {"endpoint_url": f"http://127.0.0.1:{proxy.server_port}", "store_timeout": 0.5}
        store = Store.open(settings.model_copy(update=there))
        assert store.conditional
        yield Spoilt(store, proxy)


@pytest.mark.parametrize("fault", ["500", "503", "reset", "hang"])
def test_a_passing_fault_is_passed_over(spoilt: Spoilt, fault: str) -> None:
    spoilt.spoil("PUT", fault)
    spoilt.store.put("k", b"body", if_absent=True)
    spoilt.spoil("GET", fault)
    assert spoilt.store.get("k") == b"body"


@pytest.mark.parametrize(("fault", "said"), [("503", "SlowDown.*try again"), ("hang", "Read timeout")])
def test_a_store_that_stays_so_is_named(spoilt: Spoilt, fault: str, said: str) -> None:
    spoilt.spoil("GET", fault, times=99)
    with pytest.raises(StoreUnreachable, match=said):
        spoilt.store.get("k")


@pytest.mark.parametrize("fault", ["cut", "stall"])
def test_a_body_that_breaks_off_is_asked_for_again(spoilt: Spoilt, tmp_path: Path, fault: str) -> None:
    spoilt.store.put("k", b"x" * 100_000)
    spoilt.spoil("GET", fault)
    assert spoilt.store.get("k") == b"x" * 100_000
    spoilt.spoil("GET", fault)
    spoilt.store.fetch("k", tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == b"x" * 100_000


def test_a_body_that_always_breaks_off_is_an_error_not_a_short_file(spoilt: Spoilt, tmp_path: Path) -> None:
    spoilt.store.put("k", b"x" * 100_000)
    spoilt.spoil("GET", "cut", times=99)
    with pytest.raises(StoreUnreachable, match="breaks off"):
        spoilt.store.get("k")
    with pytest.raises(StoreUnreachable, match="breaks off"):
        spoilt.store.fetch("k", tmp_path / "g")


@pytest.mark.parametrize("fault", ["lost", "late"])
def test_a_write_whose_answer_was_lost_is_no_conflict_with_itself(spoilt: Spoilt, fault: str) -> None:
    spoilt.spoil("PUT", fault)
    etag = spoilt.store.put("k", b"1", if_absent=True)
    spoilt.spoil("PUT", fault)
    etag = spoilt.store.put("k", b"2", if_match=etag)
    assert spoilt.store.get_tagged("k") == (b"2", etag)
    assert any(f"({fault})" in request for request in spoilt.proxy.requests)


def test_what_was_written_is_checked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real = store.client.put_object
    monkeypatch.setattr(store.client, "put_object", lambda **a: real(**{**a, "Body": b"other"}))
    with pytest.raises(StoreError, match="is not what was sent"):
        store.put("k", b"body")


# ── Stores without conditions ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def careless(
    moto_server: servers.ObjectStore, fresh_bucket: Callable[..., Settings]
) -> Iterator[tuple[Store, servers.FaultyStore]]:
    """A store that takes every write and answers 200, and the proxy that makes it so.

    moto alone: conditions are part of what is signed, and SeaweedFS checks it.
    """
    settings = fresh_bucket(moto_server)
    with servers.faulty(moto_server.endpoint_url) as proxy:
        proxy.fault = lambda method, path: "unconditional"
        there = {"endpoint_url": f"http://127.0.0.1:{proxy.server_port}"}
        yield Store.open(settings.model_copy(update=there)), proxy


@pytest.fixture
def unconditional(careless: tuple[Store, servers.FaultyStore]) -> Store:
    return careless[0]


def test_a_store_without_conditions_is_found_out_and_said(
    unconditional: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        unconditional.check()
        assert not caplog.records, "a reader is not told"
        unconditional.check(writes=True)
        unconditional.check(writes=True)
        assert not unconditional.conditional
    (said,) = (record.getMessage() for record in caplog.records)
    assert said.endswith("ignores conditional writes: landing takes a lock object instead")
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


def test_a_listing_of_before_lets_nobody_in(careless: tuple[Store, servers.FaultyStore]) -> None:
    store, proxy = careless
    assert not store.conditional
    assert list(store.list("locks/land/")) == []  # what the stale listing will say
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        stale = len(waited) < 4
        proxy.fault = lambda method, path: "stale" if stale and "list-type=2" in path else "unconditional"

    with store.lock("land", wait=wait):
        assert len(waited) == 4


def test_with_conditions_no_lock_is_taken(store: Store) -> None:
    with store.lock("land"):
        assert list(store.list("locks/")) == []
