"""Which addresses a crawl may reach, however they are written; and what TLS must prove."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from khuyenhoc.crawl.fetch import Answer, Fetcher, Limits
from khuyenhoc.crawl.guard import refusal
from khuyenhoc.models import Result
from tests.crawl.site import Site, serving

NOW = datetime(2024, 1, 20, tzinfo=UTC)
LIMITS = Limits(connect=5, read=5, page=10)


def get(url: str, **over: Any) -> Answer:
    fetcher = Fetcher("khuyenhoc/0.1", limits=LIMITS, **over)
    try:
        return fetcher.get(url, {}, NOW)
    finally:
        fetcher.close()


def resolving(*addresses: str) -> Any:
    """A resolver that knows these addresses for every name."""

    def resolve(host: str, port: int, *_: Any) -> list[Any]:
        kinds = {4: socket.AF_INET, 6: socket.AF_INET6}
        return [(kinds[ip_address(a).version], socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses]

    return resolve


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("127.0.0.1", "loopback"),
        ("127.8.8.8", "loopback"),
        ("::1", "loopback"),
        ("::ffff:127.0.0.1", "loopback"),  # IPv4-mapped
        ("2002:7f00:1::", "loopback"),  # 6to4
        ("64:ff9b::7f00:1", "loopback"),  # NAT64
        ("0.0.0.0", "unspecified"),
        ("::", "unspecified"),
        ("10.0.0.1", "private"),
        ("172.16.5.4", "private"),
        ("192.168.1.1", "private"),
        ("fd00::1", "private"),
        ("::ffff:192.168.1.1", "private"),
        ("100.64.0.1", "reserved"),  # carrier-grade NAT
        ("169.254.169.254", "link-local"),  # a cloud's metadata
        ("fe80::1%eth0", "link-local"),
        ("224.0.0.1", "multicast"),
        ("255.255.255.255", "private"),
        ("203.0.113.9", "private"),  # documentation
        ("8.8.8.8", None),
        ("2606:4700::1111", None),
        ("::ffff:8.8.8.8", None),
    ],
)
def test_the_address_decides(address: str, why: str | None) -> None:
    assert refusal(address) == why


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "0.0.0.0", "fd00::1"])
def test_a_local_source_reaches_loopback_and_nothing_else_that_is_private(address: str) -> None:
    assert refusal("127.0.0.1", local=True) is None
    assert refusal(address, local=True) is not None


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0"],
)  # fmt: skip
def test_every_way_to_write_loopback_is_refused_before_a_byte_is_sent(host: str) -> None:
    site = Site()
    site["/"] = "secret"
    with serving(site):
        answer = get(f"http://{host}:{site.port}/")
    assert answer.failure is Result.BLOCKED_ADDRESS, answer
    assert (
        "a loopback address" in answer.detail
        or "an unspecified" in answer.detail
        or "unspecified" in answer.detail
    )
    assert site.asked == []


def test_a_public_name_with_a_private_address_is_refused() -> None:
    answer = get("http://hoikhuyenhoc.example/", resolve=resolving("10.0.0.1"))
    assert (answer.failure, answer.detail) == (
        Result.BLOCKED_ADDRESS,
        "hoikhuyenhoc.example is 10.0.0.1, a private address",
    )


def test_one_private_address_among_public_ones_is_enough() -> None:
    answer = get("http://hoikhuyenhoc.example/", resolve=resolving("8.8.8.8", "127.0.0.1"))
    assert answer.failure is Result.BLOCKED_ADDRESS


def test_rebinding_gains_nothing_the_address_that_was_judged_is_the_one_connected_to() -> None:
    site = Site()
    site["/"] = "secret"
    answers = [resolving("127.0.0.1"), resolving("10.0.0.1")]
    with serving(site):
        answer = get(
            f"http://rebinds.example:{site.port}/", local=True, resolve=lambda *a: answers.pop(0)(*a)
        )
    assert (answer.body, len(answers)) == (b"secret", 1), "resolved once, not again to connect"


@pytest.mark.parametrize(
    ("resolve", "result"),
    [
        (lambda *_: (_ for _ in ()).throw(socket.gaierror(-2, "Name or service not known")), Result.DNS),
        (lambda *_: (_ for _ in ()).throw(UnicodeError("label too long")), Result.DNS),
        (resolving("127.0.0.1"), Result.REFUSED),
    ],
)
def test_no_connection_has_its_reason(resolve: Any, result: Result) -> None:
    with socket.socket() as closed:  # bound, never listening: nobody answers there
        closed.bind(("127.0.0.1", 0))
        answer = get(f"http://a.example:{closed.getsockname()[1]}/", local=True, resolve=resolve)
    assert (answer.status, answer.failure) == (None, result), answer


@contextmanager
def over_tls(folder: Path, name: str, *, days: int = 1) -> Iterator[tuple[int, Path]]:
    """A server with a certificate that it signed itself, good for so many days from yesterday."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    began = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(began)
        .not_valid_after(began + timedelta(days=days, hours=1 if days > 1 else -1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pinned, private = folder / "ca.pem", folder / "key.pem"
    pinned.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(HTTPServer):
        def handle_error(self, *_: object) -> None:
            pass  # a client that does not like the certificate

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pinned, private)
    server = Quiet(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server.server_address[1], pinned
    finally:
        server.shutdown()
        server.server_close()


def test_a_broken_chain_is_an_outcome_and_a_pinned_file_the_only_exception(tmp_path: Path) -> None:
    with over_tls(tmp_path, "so.example", days=30) as (port, pinned):
        here = resolving("127.0.0.1")
        refused = get(f"https://so.example:{port}/", local=True, resolve=here)
        taken = get(f"https://so.example:{port}/", local=True, resolve=here, ca_bundle=str(pinned))
        other = get(f"https://other.example:{port}/", local=True, resolve=here, ca_bundle=str(pinned))
    assert refused.failure is Result.TLS
    assert "self-signed certificate" in refused.detail
    assert (taken.failure, taken.body) == (None, b"ok")
    assert other.failure is Result.TLS, "a pinned file does not vouch for another name"


def test_an_expired_certificate_is_refused_although_it_is_pinned(tmp_path: Path) -> None:
    with over_tls(tmp_path, "cu.example", days=1) as (port, pinned):
        answer = get(
            f"https://cu.example:{port}/", local=True, resolve=resolving("127.0.0.1"), ca_bundle=str(pinned)
        )
    assert answer.failure is Result.TLS
    assert "expired" in answer.detail
