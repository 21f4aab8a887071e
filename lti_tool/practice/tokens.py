"""How the tool proves who it is: the token endpoint, and the check of what it hands out."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from flask import Blueprint, Response, g, jsonify, request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, Key
from sqlalchemy import delete
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from lti_tool.practice.config import CLIENT_ID
from lti_tool.practice.errors import Forbidden, KeySetUnavailable, TokenRefused, Unauthenticated
from lti_tool.practice.lms import lms, utcnow
from lti_tool.practice.models import AccessToken, UsedAssertion
from lti_tool.practice.vocabulary import ASSERTION_TYPE, SCOPES

bp = Blueprint("tokens", __name__)

LIFETIME: Final = timedelta(seconds=3600)
LONGEST_ASSERTION: Final = timedelta(hours=1)


@bp.post("/lti/token")
def token() -> Response:
    """Hand out a bearer token for a signed client assertion."""
    now = utcnow()
    scopes = asked_scopes(request.form)
    claims = read_assertion(request.form.get("client_assertion", ""), now)
    with lms().sessions.begin() as session:
        spend(session, claims, now)
        issued = issue(session, scopes, now)
    g.note = "granted: " + ", ".join(scope.rsplit("/", 1)[-1] for scope in scopes)
    return jsonify(
        access_token=issued,
        token_type="Bearer",  # noqa: S106
        expires_in=int(LIFETIME.total_seconds()),
        scope=" ".join(scopes),
    )


def asked_scopes(form: MultiDict[str, str]) -> list[str]:
    """Return the scopes of the request that exist here; what is unknown is left out."""
    if form.get("grant_type") != "client_credentials":
        raise TokenRefused("unsupported_grant_type", "grant_type must be client_credentials.")
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        raise TokenRefused("invalid_request", f"client_assertion_type must be {ASSERTION_TYPE}.")
    scopes = [scope for scope in dict.fromkeys(form.get("scope", "").split()) if scope in SCOPES]
    if not scopes:
        raise TokenRefused("invalid_scope", "None of the scopes asked for exists here.")
    return scopes


def read_assertion(assertion: str, now: datetime) -> dict[str, Any]:
    """Return the claims of a client assertion that the tool signed for this token endpoint."""
    try:
        claims = jwt.decode(assertion, _named_key, algorithms=["RS256"]).claims
    except (JoseError, KeySetUnavailable, ValueError) as error:
        raise TokenRefused("invalid_client", f"The assertion's signature: {error}") from error
    if reason := fault(claims, now):
        raise TokenRefused("invalid_client", reason)
    return claims


def _named_key(token: GuestProtocol) -> Key:
    kid = token.headers().get("kid")
    if not isinstance(kid, str):
        raise TokenRefused("invalid_client", "The assertion's header must name its key: kid.")
    return lms().tool_keys.find(kid)


def fault(claims: dict[str, Any], now: datetime) -> str | None:
    """Return what is wrong with an assertion's claims, if anything."""
    audience = claims.get("aud")
    expires, issued = claims.get("exp"), claims.get("iat")
    latest = (now + LONGEST_ASSERTION).timestamp()
    if not claims.get("iss") == claims.get("sub") == CLIENT_ID:
        return f"iss and sub must both be the client id, {CLIENT_ID}."
    if lms().config.token_url not in (audience if isinstance(audience, list) else [audience]):
        return f"aud must be the token URL, {lms().config.token_url}."
    if not isinstance(expires, int | float) or not now.timestamp() < expires <= latest:
        return "exp must be a time to come, at most an hour away."
    if not isinstance(issued, int | float) or issued > now.timestamp():
        return "iat must be a time that is past."
    if not isinstance(claims.get("jti"), str) or not 0 < len(claims["jti"]) <= 255:
        return "jti must be a text of 1 to 255 characters."
    return None


def spend(session: Session, claims: dict[str, Any], now: datetime) -> None:
    """Note the assertion's id, which works once."""
    session.execute(delete(UsedAssertion).where(UsedAssertion.expires_at < now))
    if session.get(UsedAssertion, claims["jti"]):
        raise TokenRefused("invalid_client", "jti: this assertion has been used before.")
    expires_at = datetime.fromtimestamp(claims["exp"], UTC)
    session.add(UsedAssertion(jti=claims["jti"], expires_at=expires_at))


def issue(session: Session, scopes: Sequence[str], now: datetime) -> str:
    """Keep a new bearer token, as a digest, and return it."""
    session.execute(delete(AccessToken).where(AccessToken.expires_at < now))
    issued = secrets.token_urlsafe(32)
    session.add(AccessToken(digest=_digest(issued), scopes=list(scopes), expires_at=now + LIFETIME))
    return issued


def require_scope(session: Session, *scopes: str) -> None:
    """Refuse the request unless its bearer token holds one of `scopes`."""
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not bearer:
        raise Unauthenticated("Send an access token: Authorization: Bearer ...")
    token = session.get(AccessToken, _digest(bearer.strip()))
    if not token or token.expires_at <= utcnow():
        raise Unauthenticated("The access token is unknown or has expired: ask for a new one.")
    if not set(scopes) & set(token.scopes):
        raise Forbidden(f"The access token lacks the scope {' or '.join(scopes)}.")


def _digest(bearer: str) -> str:
    return sha256(bearer.encode()).hexdigest()
