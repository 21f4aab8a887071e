"""What we call: nothing inside a private network, however it is written or resolves."""

from dataclasses import replace

import pytest

from lti_tool.config import BadConfiguration, Config
from lti_tool.errors import AddressRefused, PlatformUnavailable
from lti_tool.platforms import addresses, http
from tests.support.platform import Platform
from tests.support.processes import free_port
from tests.support.resolving import resolving

ONLINE = Config("", "https://lab.example.edu", "")
ON_LOOPBACK = replace(ONLINE, base_url="http://127.0.0.1:8001")
PUBLIC = "93.184.215.14"


@pytest.mark.parametrize(
    "url",
    [
        "https://moodle.example.edu/mod/lti/certs.php",
        "https://moodle.example.edu:8443/x?a=b@c",
        f"https://{PUBLIC}/keys",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/keys",
    ],
)
def test_public_https_addresses_may_be_called(url: str) -> None:
    assert addresses.may_call(url, ONLINE)


@pytest.mark.parametrize(
    "url",
    [
        "http://moodle.example.edu/",
        "ftp://moodle.example.edu/",
        "file:///etc/passwd",
        "https://",
        "",
        "moodle.example.edu",
        "https://[::1",
        "https://x:99999/",
        "https://x:port/",
        "https://user@moodle.example.edu/",
        "https://evil.example\\.moodle.example.edu/",
        "https://evil.example\\@moodle.example.edu/",
        "https://127.0.0.1\\.moodle.example.edu/",
        "https://moodle%2eexample.edu/",
        "https://moodle.example.edu/\n",
        "https://moodle.example.edu/" + "x" * 2048,
    ],
)
def test_what_is_no_https_address_may_not_be_called(url: str) -> None:
    assert not addresses.may_call(url, ONLINE)


PRIVATE = [
    "localhost",
    "LOCALHOST.",
    "lms.localhost",
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.0.0.1.",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[fe80::1]",
    "[fd00::1]",
    "[ff02::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:10.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
]


@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_host_may_not_be_called_however_it_is_written(host: str) -> None:
    assert not addresses.may_call(f"https://{host}/keys", ONLINE)


@pytest.mark.parametrize("host", PRIVATE)
def test_a_tool_on_loopback_may_call_anything(host: str) -> None:
    assert addresses.may_call(f"http://{host}:8080/keys", ON_LOOPBACK)


def test_a_host_that_the_operator_lists_may_be_called_by_https() -> None:
    listed = replace(ONLINE, private_hosts=frozenset({"10.1.2.3"}))
    assert addresses.may_call("https://10.1.2.3/keys", listed)
    assert not addresses.may_call("http://10.1.2.3/keys", listed)
    assert not addresses.may_call("https://10.1.2.4/keys", listed)


def test_the_setting_names_hosts() -> None:
    given = {
        "LINEAGE_LAB_DATABASE_URL": "sqlite:///x.db",
        "LINEAGE_LAB_BASE_URL": "https://lab.example.edu",
        "LINEAGE_LAB_SECRET_KEY": "x" * 32,
    }
    listed = given | {"LINEAGE_LAB_PRIVATE_HOSTS": " LMS.campus.example, moodle,"}
    assert Config.from_environment(listed).private_hosts == {"lms.campus.example", "moodle"}
    wrong = given | {"LINEAGE_LAB_PRIVATE_HOSTS": "https://lms.campus.example, moodle:80"}
    with pytest.raises(BadConfiguration, match="LINEAGE_LAB_PRIVATE_HOSTS must be names of hosts"):
        Config.from_environment(wrong)


def call(platform: Platform, config: Config, host: str) -> http.Answer:
    url = platform.url("/jwks").replace("127.0.0.1", host)
    return http.call(http.Pool(config), "GET", url)


def test_a_name_that_leads_into_a_private_network_is_not_even_connected_to(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        resolving(monkeypatch, "127.0.0.1") as asked,
        pytest.raises(AddressRefused, match=r"evil\.example is inside a private network"),
    ):
        call(platform, ONLINE, "evil.example")
    assert (asked, platform.asked) == (["evil.example"], [])


def test_a_name_that_changes_between_check_and_connection_gets_no_byte(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        resolving(monkeypatch, PUBLIC, "127.0.0.1") as asked,
        pytest.raises(AddressRefused, match=r"evil\.example is inside a private network"),
    ):
        call(platform, ONLINE, "evil.example")
    assert (len(asked), platform.asked) == (2, [])


def test_a_number_is_checked_like_a_name(platform: Platform) -> None:
    with pytest.raises(AddressRefused):
        call(platform, ONLINE, "127.0.0.1")
    assert platform.asked == []


@pytest.mark.parametrize(
    "config", [ON_LOOPBACK, replace(ONLINE, private_hosts=frozenset({"lms.campus.example"}))]
)
def test_where_it_is_allowed_a_private_host_is_called(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, config: Config
) -> None:
    with resolving(monkeypatch, "127.0.0.1"):
        assert call(platform, config, "lms.campus.example").ok


def test_a_name_that_nobody_knows_is_no_private_one(platform: Platform) -> None:
    with pytest.raises(PlatformUnavailable, match="the name of its host is not known"):
        call(platform, ONLINE, "nobody.invalid")


def test_a_port_at_which_nobody_listens_is_told_apart(platform: Platform) -> None:
    platform.issuer = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(PlatformUnavailable, match="nothing listens at its address"):
        call(platform, ON_LOOPBACK, "127.0.0.1")


def test_no_redirect_is_followed(platform: Platform) -> None:
    platform.answers["/jwks"] = lambda _: (302, "")
    assert call(platform, ON_LOOPBACK, "127.0.0.1").status == 302
    assert len(platform.asked) == 1
