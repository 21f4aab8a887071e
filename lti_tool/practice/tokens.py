"""How a tool proves who it is: the token endpoint, and the check of what it hands out."""

import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from flask import Blueprint, Response, g, jsonify, request
from joserfc import jws
from joserfc.errors import JoseError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from lti_tool.practice.errors import Forbidden, NotSigned, TokenRefused, Unauthenticated
from lti_tool.practice.lms import lms, utcnow
from lti_tool.practice.models import AccessToken, Tool
from lti_tool.practice.spending import spend
from lti_tool.practice.vocabulary import ASSERTION_TYPE

bp = Blueprint("tokens", __name__)

LIFETIME: Final = timedelta(seconds=3600)
LONGEST_ASSERTION: Final = timedelta(hours=1)


@bp.post("/lti/token")
def token() -> Response:
    """Hand out a bearer token for a signed client assertion."""
    now = utcnow()
    assertion = request.form.get("client_assertion", "")
    check_request(request.form)
    with lms().sessions.begin() as session:
        tool = claimed_tool(session, assertion)
    claims = read_assertion(assertion, tool, now)
    scopes = granted_scopes(request.form, tool)
    with lms().sessions.begin() as session:
        expires_at = datetime.fromtimestamp(claims["exp"], UTC)
        if not spend(session, f"assertion {tool.client_id}", claims["jti"], expires_at, now):
            raise TokenRefused("invalid_client", "jti: this assertion has been used before.")
        issued = issue(session, tool, scopes, now)
    g.note = "granted: " + ", ".join(scope.rsplit("/", 1)[-1] for scope in scopes)
    return jsonify(
        access_token=issued,
        token_type="Bearer",  # noqa: S106
        expires_in=int(LIFETIME.total_seconds()),
        scope=" ".join(scopes),
    )


def check_request(form: MultiDict[str, str]) -> None:
    """Hold the form against RFC 7523."""
    if form.get("grant_type") != "client_credentials":
        raise TokenRefused("unsupported_grant_type", "grant_type must be client_credentials.")
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        raise TokenRefused("invalid_request", f"client_assertion_type must be {ASSERTION_TYPE}.")


def granted_scopes(form: MultiDict[str, str], tool: Tool) -> list[str]:
    """Return the scopes asked for that the tool registered for; the others are left out."""
    asked = dict.fromkeys(form.get("scope", "").split())
    if not (scopes := [scope for scope in asked if scope in tool.scopes]):
        raise TokenRefused("invalid_scope", "None of the scopes asked for is this tool's.")
    return scopes


def claimed_tool(session: Session, assertion: str) -> Tool:
    """Find the active tool that the assertion says it is from; its signature is still to check."""
    try:
        claims = json.loads(jws.extract_compact(assertion.encode()).payload)
        client_id = claims["iss"]
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise TokenRefused("invalid_client", f"client_assertion is no JWT: {error}") from error
    tool = session.scalars(select(Tool).filter_by(client_id=str(client_id))).one_or_none()
    if not tool or not tool.is_active:
        raise TokenRefused("invalid_client", f"No active tool has the client id {client_id}.")
    return tool


def read_assertion(assertion: str, tool: Tool, now: datetime) -> dict[str, Any]:
    """Return the claims of a client assertion that the tool signed for this token endpoint."""
    try:
        claims = lms().tool_keys.read(assertion, tool.keys_url)
    except NotSigned as error:
        raise TokenRefused("invalid_client", str(error)) from error
    if reason := fault(claims, tool.client_id, now):
        raise TokenRefused("invalid_client", reason)
    return claims


def fault(claims: dict[str, Any], client_id: str, now: datetime) -> str | None:
    """Return what is wrong with an assertion's claims, if anything."""
    audience = claims.get("aud")
    expires, issued = claims.get("exp"), claims.get("iat")
    latest = (now + LONGEST_ASSERTION).timestamp()
    if not claims.get("iss") == claims.get("sub") == client_id:
        return f"iss and sub must both be the client id, {client_id}."
    if lms().config.token_url not in (audience if isinstance(audience, list) else [audience]):
        return f"aud must be the token URL, {lms().config.token_url}."
    if not isinstance(expires, int | float) or not now.timestamp() < expires <= latest:
        return "exp must be a time to come, at most an hour away."
    if not isinstance(issued, int | float) or issued > now.timestamp():
        return "iat must be a time that is past."
    if not isinstance(claims.get("jti"), str) or not 0 < len(claims["jti"]) <= 255:
        return "jti must be a text of 1 to 255 characters."
    return None


def issue(session: Session, tool: Tool, scopes: Sequence[str], now: datetime) -> str:
    """Keep a new bearer token of a tool, as a digest, and return it."""
    session.execute(delete(AccessToken).where(AccessToken.expires_at < now))
    issued = secrets.token_urlsafe(32)
    kept = AccessToken(
        digest=_digest(issued), tool_id=tool.id, scopes=list(scopes), expires_at=now + LIFETIME
    )
    session.add(kept)
    return issued


def require_scope(session: Session, *scopes: str) -> Tool:
    """Return the tool whose bearer token came; refuse it unless that holds one of `scopes`."""
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not bearer:
        raise Unauthenticated("Send an access token: Authorization: Bearer ...")
    token = session.get(AccessToken, _digest(bearer.strip()))
    if not token or token.expires_at <= utcnow():
        raise Unauthenticated("The access token is unknown or has expired: ask for a new one.")
    if not set(scopes) & set(token.scopes):
        raise Forbidden(f"The access token lacks the scope {' or '.join(scopes)}.")
    return session.get_one(Tool, token.tool_id)


def _digest(bearer: str) -> str:
    return sha256(bearer.encode()).hexdigest()
