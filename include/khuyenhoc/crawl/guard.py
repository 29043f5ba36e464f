"""Connect only where a crawl may go: every address is looked at before a byte is sent.

The name is resolved here, each address is judged, and the connection goes to the address that was judged, so
that a name that changes its address in between (DNS rebinding) gains nothing. TLS still sees the name.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[..., list[Any]]
OnConnection = Callable[[HTTPConnection], None]

NAT64 = ipaddress.ip_network("64:ff9b::/96")


class BlockedAddress(NewConnectionError):
    """The name leads to an address that a crawl must not reach."""


def innermost(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one, where it is only a wrapping (mapped, 6to4, Teredo, NAT64).

    >>> innermost(ipaddress.ip_address("::ffff:10.0.0.1"))
    IPv4Address('10.0.0.1')
    """
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


def refusal(address: str, *, local: bool = False) -> str | None:
    """Why a crawl must not reach an address; None when it may. `local` lets loopback through, nothing else.

    >>> refusal("169.254.169.254")
    'link-local'
    >>> refusal("127.0.0.1", local=True), refusal("8.8.8.8")
    (None, None)
    """
    ip = innermost(ipaddress.ip_address(address.split("%", 1)[0]))
    if ip.is_loopback:
        return None if local else "loopback"
    kinds = {
        "unspecified": ip.is_unspecified,
        "link-local": ip.is_link_local,
        "multicast": ip.is_multicast,
        "private": ip.is_private,
        "reserved": ip.is_reserved or not ip.is_global,
    }
    return next((kind for kind, holds in kinds.items() if holds), None)


class _Guarded(HTTPConnection):
    """A connection that judges the addresses of its name and goes to one that it judged."""

    local = False
    resolve: Resolve = staticmethod(socket.getaddrinfo)
    made: OnConnection = staticmethod(lambda connection: None)

    def _new_conn(self) -> socket.socket:
        host = self._dns_host.strip("[]")
        try:
            found = self.resolve(host, self.port, 0, socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            reason = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
            raise NameResolutionError(host, self, reason) from error
        addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
        for address in addresses:
            if why := refusal(address, local=self.local):
                raise BlockedAddress(self, f"{host} is {address}, a {why} address")
        return self._connect_to(addresses)

    def _connect_to(self, addresses: list[str]) -> socket.socket:
        last: OSError | None = None
        for address in addresses:
            try:
                return create_connection(
                    (address, self.port), self.timeout, self.source_address, self.socket_options
                )
            except TimeoutError as error:
                raise ConnectTimeoutError(self, f"no connection to {address} in {self.timeout} s") from error
            except OSError as error:
                last = error
        raise NewConnectionError(self, f"no connection to {', '.join(addresses)}: {last}") from last

    def request(self, *args: Any, **kwargs: Any) -> None:
        self.made(self)
        super().request(*args, **kwargs)


class GuardedAdapter(HTTPAdapter):
    """A requests adapter: one connection a host, every one of them guarded."""

    def __init__(self, *, local: bool, resolve: Resolve, made: OnConnection) -> None:
        self._rules = {"local": local, "resolve": staticmethod(resolve), "made": staticmethod(made)}
        super().__init__(pool_connections=4, pool_maxsize=1, max_retries=0, pool_block=True)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        manager: PoolManager = self.poolmanager
        plain = type("Plain", (_Guarded,), self._rules)
        secure = type("Secure", (_Guarded, HTTPSConnection), self._rules)
        manager.pool_classes_by_scheme = {
            "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }
