"""Where webhooks may go."""

from ipaddress import ip_address

import pytest

from timeline.delivery.webhooks.addresses import Policy

REFUSED = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.100.100.200",
    "169.254.169.254", "169.254.0.1", "168.63.129.16", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.88.99.1",
    "::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "3fff::1", "100::1", "5f00::1",
    "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "2002:7f00:1::", "2002:808:808::1", "64:ff9b::7f00:1", "64:ff9b::808:808",
    "64:ff9b:1::a9fe:a9fe", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:10::1", "2001:20::1",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "172.15.255.255",
    "172.32.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00::1",
]


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_not_public_is_never_called(address: str) -> None:
    why = Policy().refusal("https", ip_address(address))
    assert why is not None
    assert "TIMELINE_WEBHOOK_NETWORKS" in why


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_called_over_tls_only(address: str) -> None:
    assert Policy().refusal("https", ip_address(address)) is None
    assert "https only" in str(Policy().refusal("http", ip_address(address)))


def test_networks_that_are_allowed_are_called_without_tls_too_and_no_others() -> None:
    policy = Policy(["10.0.0.0/8", "fd00::/8"])
    assert [policy.refusal(scheme, ip_address("10.9.9.9")) for scheme in ("http", "https")] == [None, None]
    assert policy.refusal("http", ip_address("fd00::5")) is None
    assert policy.refusal("https", ip_address("127.0.0.1")) is not None
    assert policy.refusal("http", ip_address("8.8.8.8")) is not None


@pytest.mark.parametrize("carrier", ["::ffff:0:0/96", "64:ff9b::/96", "2002::/16"])
def test_an_allowed_form_that_carries_an_address_lets_only_allowed_ones_through(carrier: str) -> None:
    loopback = {"::ffff:0:0/96": "::ffff:127.0.0.1", "64:ff9b::/96": "64:ff9b::7f00:1", "2002::/16": "2002:7f00:1::"}[carrier]
    public = {"::ffff:0:0/96": "::ffff:8.8.8.8", "64:ff9b::/96": "64:ff9b::808:808", "2002::/16": "2002:808:808::"}[carrier]
    assert Policy([carrier]).refusal("https", ip_address(loopback)) is not None
    assert Policy([carrier]).refusal("https", ip_address(public)) is None
    assert Policy([carrier, "127.0.0.0/8"]).refusal("https", ip_address(loopback)) is None


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://example.org/", "https://example.org/hook"),
        ("example.org/hook", "https://example.org/hook"),
        ("https://", "https://example.org/hook"),
        ("https:///hook", "https://example.org/hook"),
        ("file://host/path", "https://example.org/hook"),
        ("http://example.org/", "only https"),
        ("https://me:secret@example.org/", "user and password"),
        ("https://me@example.org/", "user and password"),
        ("https://example.org/#part", "#"),
        ("https://example.org:22/", "port 22"),
        ("https://example.org:0/", "port 0"),
        ("https://example.org:99999/", "port 99999"),
        ("https://127.0.0.1/", "loopback"),
        ("https://[::1]/", "not public"),
        ("https://[::ffff:10.0.0.1]/", "not public"),
        ("https://169.254.169.254/latest/meta-data", "link-local"),
        ("https://exa\nmple.org/", "URL"),
        ("https://example.org/" + "a" * 2_048, "2,048"),
    ],
)
def test_a_url_that_will_not_be_called_is_refused_with_a_reason(url: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as refused:
        Policy().read(url)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("https://example.org", "https://example.org"),
        ("https://example.org:443/hook?a=b", "https://example.org/hook?a=b"),
        ("https://EXAMPLE.org:8443/hook", "https://example.org:8443/hook"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://8.8.8.8/hook", "https://8.8.8.8/hook"),
    ],
)
def test_a_url_is_kept_as_it_will_be_called(url: str, read: str) -> None:
    assert Policy().read(url) == read


def test_with_a_network_allowed_urls_without_tls_are_read() -> None:
    assert Policy(["127.0.0.0/8"]).read("http://127.0.0.1:9000/hook") == "http://127.0.0.1:9000/hook"
    assert Policy(["127.0.0.0/8"]).read("http://hooks.internal/") == "http://hooks.internal/"
    with pytest.raises(ValueError, match="private"):
        Policy(["127.0.0.0/8"]).read("http://10.0.0.1/")
