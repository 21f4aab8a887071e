"""What a tool says of itself when it registers, checked as Moodle checks it and in its words."""

from typing import Any, Final
from urllib.parse import urlsplit

from lti_tool.practice import addresses
from lti_tool.practice.config import Config
from lti_tool.practice.errors import RegistrationRefused
from lti_tool.practice.models import Tool
from lti_tool.practice.models.tools import DYNAMIC_REGISTRATION
from lti_tool.practice.vocabulary import (
    DEEP_LINKING_REQUEST,
    IDENTITY_CLAIMS,
    MESSAGES,
    PERSONAL_CLAIMS,
    RESOURCE_LINK_REQUEST,
    SCOPES,
    TOOL_CONFIGURATION,
    VERSION,
)

TEXTS: Final = ("initiate_login_uri", "client_name", "jwks_uri", "token_endpoint_auth_method")
AUTH_METHOD: Final = "private_key_jwt"
LISTS: Final = ("response_types", "redirect_uris")


def read(sent: dict[str, Any], client_id: str, config: Config) -> Tool:
    """Make a pending tool of its metadata; raises RegistrationRefused."""
    check(sent)
    about = sent[TOOL_CONFIGURATION]
    target, messages = target_of(about), messages_of(about)
    check_addresses(sent, [target, *messages.values()], config)
    return Tool(
        client_id=client_id,
        deployment_id=client_id,  # until the row has the number that is its deployment id
        name=sent["client_name"],
        description=str(about.get("description") or ""),
        came_by=DYNAMIC_REGISTRATION,
        domain=domain_of(about),
        login_url=sent["initiate_login_uri"],
        keys_url=sent["jwks_uri"],
        redirect_uris=sent["redirect_uris"],
        target_link_uri=target,
        deep_linking_url=messages.get(DEEP_LINKING_REQUEST),
        scopes=[scope for scope in SCOPES if scope in str(sent.get("scope", "")).split()],
        claims=known((*IDENTITY_CLAIMS, *PERSONAL_CLAIMS), about.get("claims")),
        messages=[RESOURCE_LINK_REQUEST, *messages],
        custom=custom_of(about),
    )


def check(sent: dict[str, Any]) -> None:
    """Refuse metadata without what every registration needs."""
    for name in (*LISTS, *TEXTS):
        value = sent.get(name)
        good = _is_list(value) if name in LISTS else isinstance(value, str)
        if not value or not good:
            raise RegistrationRefused(400, f"missing required attribute {name}")
    if "id_token" not in sent["response_types"]:
        raise RegistrationRefused(400, "invalid_response_types")
    if sent["token_endpoint_auth_method"] != AUTH_METHOD:
        raise RegistrationRefused(400, "invalid_token_endpoint_auth_method")
    if not isinstance(sent.get(TOOL_CONFIGURATION), dict):
        raise RegistrationRefused(400, f"missing required attribute {TOOL_CONFIGURATION}")


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def domain_of(about: dict[str, Any]) -> str:
    """Return host and port; a whole address is taken for its domain, as Moodle does."""
    if not isinstance(domain := about.get("domain"), str) or not domain:
        raise RegistrationRefused(400, "missing_domain")
    return urlsplit(domain if "//" in domain else f"//{domain}").netloc


def target_of(about: dict[str, Any]) -> str:
    """Return where launches lead, which must be at the domain."""
    domain, target = domain_of(about), about.get("target_link_uri")
    origin = addresses.origin_of(target)
    if not isinstance(target, str) or not origin or urlsplit(origin).netloc != domain:
        raise RegistrationRefused(400, "domain_targetlinkuri_mismatch")
    return target


def messages_of(about: dict[str, Any]) -> dict[str, str]:
    """Return the messages that the tool takes besides resource links, each with its address."""
    sent = about.get("messages") or []
    if not isinstance(sent, list) or not all(isinstance(each, dict) for each in sent):
        raise RegistrationRefused(400, "invalid_messages")
    return {
        each["type"]: str(each.get("target_link_uri") or about["target_link_uri"])
        for each in sent
        if each.get("type") in MESSAGES and each["type"] != RESOURCE_LINK_REQUEST
    }


def check_addresses(sent: dict[str, Any], targets: list[str], config: Config) -> None:
    """Refuse addresses that are not all at one origin on this machine."""
    origin = addresses.origin_of(sent["initiate_login_uri"]) or ""
    if fault := addresses.fault(sent["initiate_login_uri"], config):
        raise RegistrationRefused(400, f"initiate_login_uri: {fault}")
    for url in (*sent["redirect_uris"], sent["jwks_uri"], *targets):
        if not addresses.is_at(url, origin):
            raise RegistrationRefused(400, f"{url} is not at {origin}, as initiate_login_uri is.")


def known(ours: tuple[str, ...], sent: Any) -> list[str]:
    """Return those of our words that were sent."""
    return [word for word in ours if isinstance(sent, list) and word in sent]


def custom_of(about: dict[str, Any]) -> dict[str, str]:
    """Return the custom parameters, which must be texts."""
    sent = about.get("custom_parameters") or {}
    if not isinstance(sent, dict) or not all(isinstance(value, str) for value in sent.values()):
        raise RegistrationRefused(400, "invalid_custom_parameters")
    return sent


def describe(tool: Tool) -> dict[str, Any]:
    """Return the registration as it was kept."""
    messages: list[dict[str, str]] = [{"type": message} for message in tool.messages]
    for message in messages:
        if message["type"] == DEEP_LINKING_REQUEST and tool.deep_linking_url:
            message["target_link_uri"] = tool.deep_linking_url
    return {
        "client_id": tool.client_id,
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["client_credentials", "implicit"],
        "initiate_login_uri": tool.login_url,
        "redirect_uris": tool.redirect_uris,
        "jwks_uri": tool.keys_url,
        "token_endpoint_auth_method": AUTH_METHOD,
        "client_name": tool.name,
        "scope": " ".join(tool.scopes),
        TOOL_CONFIGURATION: {
            "version": VERSION,
            "deployment_id": tool.deployment_id,
            "target_link_uri": tool.target_link_uri,
            "domain": tool.domain,
            "description": tool.description,
            "messages": messages,
            "custom_parameters": tool.custom,
            "claims": tool.claims,
        },
    }
