import ipaddress

import httpcore2
import pytest

from pipeline.clients.network import BlockedAddressError, is_allowed, resolve_allowed

NOT_PUBLIC = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "ff02::1",
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert not is_allowed(ipaddress.ip_address(address), 80, ())


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert is_allowed(ipaddress.ip_address(address), 80, ())


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "127.1", "localhost"])
def test_every_spelling_of_loopback_is_refused(host: str) -> None:
    with pytest.raises(BlockedAddressError):
        resolve_allowed(host, 80, ())


def test_named_ports_of_this_machine_are_allowed_and_private_addresses_never() -> None:
    assert resolve_allowed("127.0.0.1", 4010, {4010}) == ["127.0.0.1"]
    for host, port in (("127.0.0.1", 4011), ("127.0.0.1", 80), ("10.0.0.1", 4010)):
        with pytest.raises(BlockedAddressError, match="not public"):
            resolve_allowed(host, port, {4010})


def test_public_addresses_are_asked_at_web_ports_only() -> None:
    assert resolve_allowed("8.8.8.8", 443, ()) == ["8.8.8.8"]
    with pytest.raises(BlockedAddressError, match="not a web port"):
        resolve_allowed("8.8.8.8", 22, ())


def test_a_name_that_cannot_be_resolved_is_a_connection_error() -> None:
    with pytest.raises(httpcore2.ConnectError, match="does not resolve"):
        resolve_allowed("a" * 70 + ".example", 80, ())
