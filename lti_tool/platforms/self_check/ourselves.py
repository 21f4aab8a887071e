"""What others see of us: whether the base URL leads to this tool, whole, from outside."""

from collections.abc import Set
from dataclasses import replace
from urllib.parse import urlsplit

from urllib3.exceptions import SSLError

from lti_tool.config import Config
from lti_tool.errors import PlatformUnavailable
from lti_tool.platforms import http
from lti_tool.platforms.self_check.findings import Finding

ADDRESS, PROXY, ENCRYPTION = "Our own address", "The proxy in front", "Encryption"
SETTING = "LINEAGE_LAB_BASE_URL"


def encryption(config: Config) -> Finding:
    """Say whether browsers and platforms reach us by https."""
    if config.on_loopback:
        return Finding(
            ENCRYPTION,
            "warning",
            f"The tool is at {config.base_url}, over plain http: only this machine can use it.",
            f"That is enough to try it out. For a real LMS, put it behind https and set {SETTING} "
            "to that address.",
        )
    return Finding(ENCRYPTION, "ok", f"Browsers and LMSs reach this tool at {config.base_url}.")


def address(config: Config, kids: Set[str]) -> list[Finding]:
    """Fetch our own key set as a platform does, and ask what the proxy in front passes on."""
    url = f"{config.base_url}/lti/jwks.json"
    # Our own name may lead into the private network that our proxy stands in.
    our_name = urlsplit(config.base_url).hostname or ""
    pooled = http.Pool(replace(config, private_hosts=config.private_hosts | {our_name}))
    try:
        answer = http.call(pooled, "GET", url)
        if finding := _elsewhere(answer, config, kids):
            return [finding]
        ours = Finding(ADDRESS, "ok", f"{config.base_url} leads here, and shows our keys.")
        return [ours, proxy(pooled, config)]
    except PlatformUnavailable as error:
        return [_unreachable(config, error)]


def proxy(pooled: http.Pool, config: Config) -> Finding:
    """Say whether what browsers send arrives; raises PlatformUnavailable."""
    sent = {"Origin": config.base_url}
    answer = http.call(pooled, "GET", f"{config.base_url}/healthz", headers=sent)
    try:
        host, origin = answer.json()["host"], answer.json()["origin"]
    except (KeyError, TypeError, ValueError):
        return Finding(PROXY, "unknown", "The tool at our address is of another version.")
    if origin != config.base_url:
        return Finding(
            PROXY,
            "failed",
            "The header Origin does not arrive, so every form on our pages is refused.",
            "Let the proxy pass Origin on as browsers send it.",
        )
    asked = urlsplit(config.base_url).netloc
    if host != asked:
        return Finding(
            PROXY,
            "warning",
            f"The tool is reached as {host} instead of {asked}: the proxy does not pass Host on. "
            "Launches work; addresses that are typed with a slash too few lead to the wrong host.",
            "In nginx: proxy_set_header Host $http_host; in Apache: ProxyPreserveHost On.",
        )
    return Finding(PROXY, "ok", "What browsers send arrives as they send it.")


def _elsewhere(answer: http.Answer, config: Config, kids: Set[str]) -> Finding | None:
    if 300 <= answer.status < 400:
        where = answer.headers.get("Location", "another address")
        return Finding(
            ADDRESS,
            "failed",
            f"{config.base_url} leads on to {where}. LMSs do not follow: launches and grades fail.",
            f"Set {SETTING} to the address that is meant, or let the proxy serve this one.",
        )
    try:
        shown = {key["kid"] for key in answer.json()["keys"]}
    except (KeyError, TypeError, ValueError):
        return Finding(
            ADDRESS,
            "failed",
            f"At {config.base_url} another server answers: {answer.status} {answer.reason}, and "
            "no keys.",
            f"Let the proxy pass /lti/ on to this tool, or set {SETTING} to the tool's address.",
        )
    if not kids <= shown:
        return Finding(
            ADDRESS,
            "failed",
            f"At {config.base_url} another Lineage Lab answers, with other keys than ours.",
            f"Let it have this one's database, or set {SETTING} to this tool's own address.",
        )
    return None


def _unreachable(config: Config, error: PlatformUnavailable) -> Finding:
    if isinstance(error.__cause__, SSLError):
        return Finding(
            ADDRESS,
            "failed",
            f"{config.base_url} has no certificate that can be trusted, so LMSs do not call it.",
            "Renew the certificate, or let the proxy send its whole chain "
            f"(`openssl s_client -connect {urlsplit(config.base_url).hostname}:443` shows it).",
        )
    return Finding(
        ADDRESS,
        "warning",
        f"This machine cannot reach {config.base_url} itself.",
        "Open it in a browser elsewhere: if it answers there, only this machine's way out and in "
        f"again is missing. If not, {SETTING}, the name's DNS record or the proxy is wrong.",
    )
