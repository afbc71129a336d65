"""Connections that cannot be led astray: public addresses only, within a deadline."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager

import httpcore2
import httpx2

# RFC 6052: the IPv4 address stands in the low 32 bits.
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
IPV4_BITS = 0xFFFFFFFF
WEB_PORTS = frozenset({80, 443})
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class BlockedAddressError(httpcore2.ConnectError):
    """A URL leads to an address that is not public, or to a port that is not the web's."""


def embedded_ipv4(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, or the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & IPV4_BITS)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)


def is_allowed(address: Address, port: int, loopback_ports: Container[int]) -> bool:
    """Whether we connect to an address: to public ones, and to some ports of this machine."""
    address = embedded_ipv4(address)
    if address.is_loopback:
        return port in loopback_ports
    return address.is_global and not address.is_multicast


def resolve_allowed(host: str, port: int, loopback_ports: Container[int]) -> list[str]:
    """The addresses of a host, all checked.

    Raises:
        BlockedAddressError: one of them is not public; a name that mixes both is an attack. Or the
            port of a public one is not the web's.
        httpcore2.ConnectError: the name does not resolve.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise httpcore2.ConnectError("the host name does not resolve") from None
    addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    for address in addresses:
        if not is_allowed(ipaddress.ip_address(address), port, loopback_ports):
            raise BlockedAddressError("the host leads to an address that is not public")
        if port not in WEB_PORTS and port not in loopback_ports:
            raise BlockedAddressError("not a web port")
    return addresses


class Deadline(threading.local):
    """When the request of this thread must be over, on the monotonic clock."""

    at: float | None = None

    def remaining(self, timeout: float | None) -> float | None:
        """The shorter of a timeout and what is left.

        Raises:
            httpcore2.ReadTimeout: nothing is left.
        """
        if self.at is None:
            return timeout
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the request took too long in all")
        return left if timeout is None else min(timeout, left)

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Bound everything this thread does on the network."""
        self.at = time.monotonic() + seconds
        try:
            yield
        finally:
            self.at = None


class TimedStream(httpcore2.NetworkStream):
    """A connection whose every read and write ends at the deadline, slow drips included."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has arrived."""
        return self._stream.read(max_bytes, self._deadline.remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of a buffer."""
        self._stream.write(buffer, self._deadline.remaining(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        """Encrypt the connection; the certificate is checked against the name, not the address."""
        timeout = self._deadline.remaining(timeout)
        secured = self._stream.start_tls(ssl_context, server_hostname, timeout)
        return TimedStream(secured, self._deadline)

    def _describe(self, info: str) -> object:
        return self._stream.get_extra_info(info)

    # The name under which httpcore asks for what it wants to know of the socket.
    get_extra_info = _describe


class GuardedBackend(httpcore2.NetworkBackend):
    """Resolves a name, checks every address and connects to one that was checked."""

    def __init__(self, deadline: Deadline, loopback_ports: Container[int]) -> None:
        self._inner = httpcore2.SyncBackend()
        self._deadline = deadline
        self._loopback_ports = loopback_ports

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address that answers."""
        problem: httpcore2.NetworkError | httpcore2.TimeoutException
        problem = httpcore2.ConnectError("the host has no address")
        for address in resolve_allowed(host, port, self._loopback_ports):
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._deadline.remaining(timeout), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                problem = error
            else:
                return TimedStream(stream, self._deadline)
        raise problem


class _Body(httpx2.SyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class GuardedTransport(httpx2.BaseTransport):
    """httpx transport over a guarded connection pool; its errors are those of httpcore."""

    def __init__(
        self, deadline: Deadline, loopback_ports: Container[int], max_connections: int
    ) -> None:
        self._pool = httpcore2.ConnectionPool(
            max_connections=max_connections,
            network_backend=GuardedBackend(deadline, loopback_ports),
        )

    def send(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; redirects are not followed."""
        url = httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        answer = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=url,
                headers=request.headers.raw,
                content=request.read(),
                extensions=request.extensions,
            )
        )
        return httpx2.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), request=request
        )

    # The name under which httpx hands over a request.
    handle_request = send

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()
