"""Where webhooks may go: to public addresses over TLS, and wherever the operator of this service allows.

Whoever makes a webhook chooses an address that this service then calls, from inside the network that it stands in. So nothing
that is not public is called (RFC 6890; https://www.iana.org/assignments/iana-ipv6-special-registry): no loopback, no private or
link-local network, no metadata service, and no IPv6 form that carries an IPv4 address past this list.
"""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpx2

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

URL_CHARACTERS_MAX = 2_048
PORTS = frozenset({80, 443})
PORT_MIN, PORT_MAX = 1_024, 65_535
"""Ports below, other than those of HTTP, belong to services that may mistake a request for something else."""
_NOT_PUBLIC = {
    "this network": ("0.0.0.0/8",),
    "private": ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
    "loopback": ("127.0.0.0/8",),
    "link-local": ("169.254.0.0/16",),
    "a metadata service": ("168.63.129.16/32",),
    "reserved": ("192.0.0.0/24", "192.88.99.0/24", "240.0.0.0/4", "2001::/23", "2002::/16"),
    "for documentation and tests": ("192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
    "multicast": ("224.0.0.0/4",),
}
_REFUSED = [(ip_network(network), why) for why, networks in _NOT_PUBLIC.items() for network in networks]
_GLOBAL = IPv6Network("2000::/3")
"""All of IPv6 that is given out to be reached from everywhere. Loopback, private, link-local, multicast, mapped and NAT64 lie outside."""
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


class Policy:
    """Which addresses are called. `allowed` are networks that are called whatever they are, also without TLS."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed: tuple[Network, ...] = tuple(ip_network(network) for network in allowed)

    def refusal(self, scheme: str, address: Address) -> str | None:
        """Why this address is not called, None if it may be. Of an address that carries another both have to be allowed."""
        for one in (address, *_carried(address)):
            if any(one in network for network in self._allowed if network.version == one.version):
                continue
            why = _why_not_public(one)
            if why is not None:
                return f"{address} is {why}; TIMELINE_WEBHOOK_NETWORKS names the networks that may be called all the same"
            if scheme != "https":
                return f"{address} is called over https only; TIMELINE_WEBHOOK_NETWORKS names the networks called without TLS"
        return None

    def read(self, text: str) -> str:
        """The URL as it will be called. Raises ValueError with a sentence. What a name stands for is found out at each connection."""
        url = _parsed(text)
        if url.scheme not in ("https", "http") or not url.host:
            raise ValueError("write a URL such as https://example.org/hook")
        if url.scheme == "http" and not self._allowed:
            raise ValueError("only https is called here; TIMELINE_WEBHOOK_NETWORKS names the networks called without TLS")
        if url.userinfo:
            raise ValueError("leave user and password out; receivers know a message by its signature")
        if url.fragment:
            raise ValueError("leave out what follows #; it is never sent")
        if url.port is not None and url.port not in PORTS and not PORT_MIN <= url.port <= PORT_MAX:
            raise ValueError(f"port {url.port} is refused; use 443, 80 or one from {PORT_MIN} to {PORT_MAX}")
        if (address := literal(url.raw_host.decode())) and (why := self.refusal(url.scheme, address)):
            raise ValueError(why)
        return str(url)


def literal(host: str) -> Address | None:
    """The address that the host of a URL is, None for a name. Other ways to write one (``127.1``) are names here, and resolved."""
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def _parsed(text: str) -> httpx2.URL:
    if len(text) > URL_CHARACTERS_MAX:
        raise ValueError(f"has more than {URL_CHARACTERS_MAX:,} characters")
    try:
        return httpx2.URL(text)
    except httpx2.InvalidURL as error:
        raise ValueError(f"is no URL: {error}") from None


def _why_not_public(address: Address) -> str | None:
    found = next((why for network, why in _REFUSED if network.version == address.version and address in network), None)
    return found or (None if address.version == 4 or address in _GLOBAL else "not public")


def _carried(address: Address) -> Iterator[Address]:
    """The IPv4 addresses that an IPv6 address stands for: mapped, compatible, 6to4, Teredo, NAT64."""
    if isinstance(address, IPv4Address):
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if any(address in network for network in _NAT64) or (int(address) >> 32 == 0 and int(address) > 1):
        yield IPv4Address(int(address) & 0xFFFFFFFF)
