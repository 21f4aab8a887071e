"""What a platform says of itself when it installs us, and whether that can be believed.

A configuration speaks for the host that it came from and for no other. Else whoever has
an invite could name somebody else's issuer, or have our signed requests for access tokens
sent to where they can be used against another customer of the same LMS.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from lti_tool.config import Config
from lti_tool.errors import ConfigurationRefused
from lti_tool.models import LONGEST_ID, LONGEST_URL
from lti_tool.models.scopes import SCORE_SCOPE
from lti_tool.platforms import canvas
from lti_tool.platforms.addresses import may_call
from lti_tool.platforms.relatives import (
    BRIGHTSPACE_AUDIENCE,
    BRIGHTSPACE_TOKENS,
    has_many_customers,
    host,
    origin,
    speaks_for,
)
from lti_tool.platforms.texts import is_storable

PLATFORM_CLAIM: Final = "https://purl.imsglobal.org/spec/lti-platform-configuration"
ACCOUNT_NAME: Final = canvas.EXTENSION + "account_name"
LONGEST_LIST = 1000


@dataclass(frozen=True)
class PlatformConfiguration:
    """A platform that wants to install us, as far as it can be believed."""

    issuer: str
    login_url: str
    token_url: str
    keys_url: str
    registration_url: str
    audience: str | None
    product: str
    version: str
    name: str
    scopes: frozenset[str] | None
    """What it lets tools do; None where it does not say."""
    messages: Mapping[str, tuple[str, ...]]
    """What it can send us, and from which places in its pages; empty where it does not say."""

    @property
    def host(self) -> str:
        """Return the host of this customer; the issuer may be that of many."""
        return host(self.registration_url)


class _Lenient(Schema):
    class Meta:
        unknown = EXCLUDE


def _url(name: str, *, required: bool = True) -> fields.String:
    length = validate.Length(min=1, max=LONGEST_URL)
    return fields.String(required=required, validate=length, data_key=name)


def _texts(name: str) -> fields.List[str]:
    length = validate.Length(max=LONGEST_LIST)
    return fields.List(
        fields.String(), validate=length, load_default=None, allow_none=True, data_key=name
    )


def _text(name: str) -> fields.String:
    length = validate.Length(max=LONGEST_ID)
    return fields.String(load_default="", validate=length, data_key=name)


class _Message(_Lenient):
    type = fields.String(required=True)
    placements = _texts("placements")


class _Product(_Lenient):
    family = _text("product_family_code")
    version = _text("version")
    account_name = _text(ACCOUNT_NAME)
    messages = fields.List(
        fields.Raw(),
        load_default=list,
        validate=validate.Length(max=LONGEST_LIST),
        data_key="messages_supported",
    )


class _Configuration(_Lenient):
    issuer = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_ID))
    login_url = _url("authorization_endpoint")
    token_url = _url("token_endpoint")
    keys_url = _url("jwks_uri")
    registration_url = _url("registration_endpoint")
    authorization_server = _url("authorization_server", required=False)
    scopes = _texts("scopes_supported")
    token_methods = _texts("token_endpoint_auth_methods_supported")
    token_algorithms = _texts("token_endpoint_auth_signing_alg_values_supported")
    launch_algorithms = _texts("id_token_signing_alg_values_supported")
    response_types = _texts("response_types_supported")
    product = fields.Nested(
        _Product, load_default=lambda: _Product().load({}), data_key=PLATFORM_CLAIM
    )


MUST_OFFER: Final = {
    "token_methods": ("private_key_jwt", "access tokens for signed requests (private_key_jwt)"),
    "token_algorithms": ("RS256", "access tokens for requests signed by RS256"),
    "launch_algorithms": ("RS256", "launches signed by RS256"),
    "response_types": ("id_token", "launches by id_token"),
    "scopes": (SCORE_SCOPE, "tools to send scores (Assignment and Grade Services)"),
}


def read(said: Any, came_from: str, config: Config) -> PlatformConfiguration:
    """Return what the JSON at this address says of its platform; raises ConfigurationRefused."""
    if not isinstance(said, dict) or not is_storable(said):
        raise ConfigurationRefused(["What is there is no configuration of an LMS."])
    try:
        loaded: dict[str, Any] = _Configuration().load(said)
    except ValidationError as error:
        raise ConfigurationRefused(list(_in_words(error.messages))) from error
    if faults := [*_foreign(loaded, came_from, config), *_lacking(loaded)]:
        raise ConfigurationRefused(faults)
    product = loaded["product"]
    addresses = ("issuer", "login_url", "token_url", "keys_url", "registration_url")
    return PlatformConfiguration(
        **{name: loaded[name] for name in addresses},
        audience=_audience(loaded),
        product=product["family"],
        version=product["version"],
        name=product["account_name"],
        scopes=None if loaded["scopes"] is None else frozenset(loaded["scopes"]),
        messages=dict(_messages(product["messages"])),
    )


def _foreign(loaded: Mapping[str, Any], came_from: str, config: Config) -> Iterator[str]:
    """Say which addresses are none, or belong to somebody else than the issuer."""
    issuer = loaded["issuer"]
    if not may_call(issuer, config) or not speaks_for(came_from, issuer):
        yield f"It comes from {host(came_from)}, but speaks for {issuer}."
        return
    for url, name in (
        (loaded["login_url"], "login"),
        (loaded["token_url"], "token"),
        (loaded["keys_url"], "key set"),
        (loaded["registration_url"], "registration"),
    ):
        # Canvas's customers may have domains of their own, which only the issuer's host knows.
        may_be_anywhere = name == "registration" and has_many_customers(issuer)
        if not may_call(url, config):
            yield f"Its {name} address is no https address outside private networks: {url}"
        elif not (may_be_anywhere or speaks_for(url, issuer)):
            yield f"Its {name} address belongs to somebody else: {url}"


def _lacking(loaded: Mapping[str, Any]) -> Iterator[str]:
    """Say what we cannot do without; a list that is not there at all says nothing."""
    for name, (needed, words) in MUST_OFFER.items():
        if loaded[name] is not None and needed not in loaded[name]:
            yield f"It does not offer {words}."


def _audience(loaded: Mapping[str, Any]) -> str | None:
    """Return whom to address requests for tokens to, where that is not the token address itself.

    Only the token server may say so, for what we sign goes there: signed for another server
    it could be used against that one. Canvas names a bare host, which is no address at all.
    """
    said, tokens = loaded.get("authorization_server", ""), loaded["token_url"]
    is_brightspace = (host(said), host(tokens)) == (BRIGHTSPACE_AUDIENCE, BRIGHTSPACE_TOKENS)
    return said if is_brightspace or origin(said) == origin(tokens) else None


def _messages(listed: list[Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for message in listed:  # older Moodles list the types alone
        try:
            loaded = _Message().load({"type": message} if isinstance(message, str) else message)
        except ValidationError:
            continue
        yield loaded["type"], tuple(loaded["placements"] or ())


def _in_words(messages: Any, path: str = "") -> Iterator[str]:
    if isinstance(messages, dict):
        for name, inner in messages.items():
            yield from _in_words(inner, f"{path}.{name}".lstrip("."))
    else:
        yield f"Its configuration is wrong at {path}: {' '.join(map(str, messages))}"
