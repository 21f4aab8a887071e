"""Dynamic registration: the link that opens the tool's page, and the endpoint that page calls."""

import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Blueprint, Response, g, jsonify, request
from joserfc import jwt
from joserfc.errors import JoseError

from lti_tool.practice import client_metadata
from lti_tool.practice.errors import NotFound, RegistrationRefused
from lti_tool.practice.lms import lms, utcnow
from lti_tool.practice.spending import spend

bp = Blueprint("registration", __name__)

TOKEN_LIFETIME: Final = timedelta(hours=1)


def new_client_id() -> str:
    """Make a client id that is not in use."""
    return secrets.token_urlsafe(11)


def link_for(link: str, client_id: str, now: datetime) -> str:
    """Complete a tool's registration link with where and with which permission to register."""
    parts = urlsplit(link)
    added = {
        "openid_configuration": lms().config.configuration_url,
        "registration_token": token_for(client_id, now),
    }
    query = "&".join(filter(None, (parts.query, urlencode(added))))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def token_for(client_id: str, now: datetime) -> str:
    """Sign the permission to register once, under this client id."""
    claims = {
        "sub": client_id,
        "scope": "reg",
        "iat": int(now.timestamp()),
        "exp": int((now + TOKEN_LIFETIME).timestamp()),
    }
    return jwt.encode({"alg": "RS256", "kid": lms().key.kid}, claims, lms().key)


@bp.post("/lti/registration")
def register() -> Response:
    """Take a tool that holds a registration token; it is pending until an admin activates it."""
    now = utcnow()
    claims, sent = permission(now), body()
    expires_at = datetime.fromtimestamp(claims["exp"], UTC)
    with lms().sessions.begin() as session:
        if not spend(session, "registration", claims["sub"], expires_at, now):
            raise RegistrationRefused(401, "token_already_used")
        tool = client_metadata.read(sent, claims["sub"], lms().config)
        session.add(tool)
        session.flush()
        tool.deployment_id = str(tool.id)
        registered = client_metadata.describe(tool)
    g.note = f"registered {tool.name}, pending"
    return jsonify(registered)


def permission(now: datetime) -> dict[str, Any]:
    """Return the claims of the registration token; where it is no good, Moodle shows a page."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise RegistrationRefused(401, "missing_registration_token")
    try:
        claims = jwt.decode(token.strip(), lms().key, algorithms=["RS256"]).claims
    except (JoseError, ValueError) as error:
        raise NotFound("The registration token was not made here.") from error
    if claims.get("scope") != "reg" or claims["exp"] <= now.timestamp():
        raise NotFound("The registration token is no longer good: open the link again.")
    return claims


def body() -> dict[str, Any]:
    """Return what the tool says of itself."""
    try:
        sent = json.loads(request.get_data())
    except ValueError as error:
        raise NotFound("The registration is not JSON.") from error
    if not isinstance(sent, dict) or not sent:
        raise NotFound("The registration is empty.")
    return sent
