"""Canvas's way to add a tool: the JSON of a developer key, checked as Canvas would."""

import json
import secrets
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from marshmallow import ValidationError

from lti_tool.practice import addresses
from lti_tool.practice.canvas_configuration import (
    OPENING_PLACEMENTS,
    PRIVACY,
    Configuration,
)
from lti_tool.practice.config import Config
from lti_tool.practice.errors import Incomplete
from lti_tool.practice.models import Tool
from lti_tool.practice.models.tools import ACTIVE, CANVAS_JSON
from lti_tool.practice.schemas import sentences
from lti_tool.practice.vocabulary import (
    CANVAS_SCOPES,
    DEEP_LINKING_REQUEST,
    IDENTITY_CLAIMS,
    RESOURCE_LINK_REQUEST,
)

OWN_SCOPES: Final = "https://canvas.instructure.com/lti/"
LONGEST: Final = 100_000  # bytes
TIMEOUT: Final = 5  # seconds


def fetch(url: str, config: Config) -> str:
    """Read a configuration from a tool on this machine; raises Incomplete."""
    if reason := addresses.fault(url, config):
        raise Incomplete([reason])
    with requests.Session() as session:
        session.trust_env = False  # the tool is on this machine, never behind a proxy
        try:
            with session.get(url, timeout=TIMEOUT, allow_redirects=False, stream=True) as answer:
                if answer.status_code != requests.codes.ok:
                    raise Incomplete([f"{url} answered with status {answer.status_code}."])
                sent: bytes = answer.raw.read(LONGEST + 1, decode_content=True)
        except (requests.RequestException, OSError) as error:
            raise Incomplete([f"Nothing answered at {url}. Is the tool running?"]) from error
    if len(sent) > LONGEST:
        raise Incomplete([f"What {url} sends is longer than any configuration."])
    return sent.decode(errors="replace")


def read(text: str, config: Config) -> Tool:
    """Make an active tool of a configuration; raises Incomplete with all that is wrong."""
    try:
        sent: dict[str, Any] = Configuration().load(json.loads(text))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Incomplete([f"This is not JSON: {error.msg} at {where}."]) from error
    except ValidationError as error:
        raise Incomplete(sentences(error.messages)) from error
    if faults := [*address_faults(sent, config), *placement_faults(sent), *scope_faults(sent)]:
        raise Incomplete(faults)
    return tool_of(sent)


def address_faults(sent: dict[str, Any], config: Config) -> list[str]:
    """Say which addresses are not at the origin of target_link_uri, on this machine."""
    target = sent["target_link_uri"]
    if reason := addresses.fault(target, config):
        return [f"target_link_uri: {reason}"]
    origin = addresses.origin_of(target) or ""
    others = [(name, sent[name]) for name in ("oidc_initiation_url", "public_jwk_url")]
    others += [("redirect_uris", url) for url in sent.get("redirect_uris", [])]
    others += [(each["placement"], each["target_link_uri"]) for each in placed(sent)]
    faults = [
        f"{name}: {url} is not at {origin}."
        for name, url in others
        if not addresses.is_at(url, origin)
    ]
    parts, domain = urlsplit(origin), sent["extensions"][0].get("domain")
    if domain not in (None, parts.netloc, parts.hostname):
        faults.append(f"extensions.0.domain: {domain} is not the domain of target_link_uri.")
    return faults


def placed(sent: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the placements that are on, each with its address."""
    placements: list[dict[str, Any]] = sent["extensions"][0]["settings"]["placements"]
    default = {"target_link_uri": sent["target_link_uri"]}
    return [default | each for each in placements if each["enabled"]]


def placement_faults(sent: dict[str, Any]) -> list[str]:
    """Say which placements cannot send the message that they name."""
    return [
        f"{each['placement']}: this placement does not send {DEEP_LINKING_REQUEST}."
        for each in placed(sent)
        if each["message_type"] == DEEP_LINKING_REQUEST and each["placement"] in OPENING_PLACEMENTS
    ]


def scope_faults(sent: dict[str, Any]) -> list[str]:
    """Say which scopes Canvas does not know."""
    return [
        f"scopes: {scope} is no scope of Canvas's."
        for scope in sent["scopes"]
        if scope not in CANVAS_SCOPES and not scope.startswith(OWN_SCOPES)
    ]


def tool_of(sent: dict[str, Any]) -> Tool:
    """Give a checked configuration a new client id and a new deployment."""
    privacy = sent["extensions"][0]["privacy_level"]
    choosing = [each for each in placed(sent) if each["message_type"] == DEEP_LINKING_REQUEST]
    return Tool(
        client_id=f"1{secrets.randbelow(10**13):013}",
        deployment_id=f"{secrets.randbelow(1000)}:{secrets.token_hex(20)}",
        name=sent["title"],
        description=sent["description"],
        state=ACTIVE,
        came_by=CANVAS_JSON,
        domain=urlsplit(sent["target_link_uri"]).netloc,
        login_url=sent["oidc_initiation_url"],
        keys_url=sent["public_jwk_url"],
        redirect_uris=sent.get("redirect_uris") or [sent["target_link_uri"]],
        target_link_uri=sent["target_link_uri"],
        deep_linking_url=choosing[0]["target_link_uri"] if choosing else None,
        scopes=[scope for scope in CANVAS_SCOPES if scope in sent["scopes"]],
        claims=[*IDENTITY_CLAIMS, *PRIVACY[privacy]],
        messages=[RESOURCE_LINK_REQUEST, *([DEEP_LINKING_REQUEST] if choosing else [])],
        custom=sent["custom_fields"],
    )
