"""The state of a login: signed, short-lived, bound to the browser that began it.

Nothing is written to the database for a login. The state says which registration it
went to and which nonce must come back; a cookie of the launch's path, or else what the
platform's page kept for us, says that the same browser came back.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from lti_tool.errors import LaunchRefused
from lti_tool.models import hashed
from quizzes.saying import say

LIFETIME = timedelta(minutes=10)
"""Long enough to sign in at the LMS on the way."""


@dataclass(frozen=True)
class Login:
    """A login that is under way.

    Attributes:
        nonce: what the id_token must repeat.
        cookie_name, browser_hash: where the browser keeps its secret, and that secret's hash.
        storage_target: the platform's frame that keeps it too; empty where it offers none.
        began_at: when the platform was asked; no honest id_token is older.
    """

    registration_id: int
    nonce: str
    cookie_name: str
    browser_hash: str
    storage_target: str
    began_at: datetime

    def is_bound_to(self, secret: str | None) -> bool:
        """Tell whether the browser that began the login is back; raises LaunchRefused for another.

        False where no secret came back at all, as in a frame of a browser that blocks cookies.
        """
        if not secret:
            return False
        if not hmac.compare_digest(hashed(secret), self.browser_hash):
            raise LaunchRefused("the state belongs to another browser")
        return True


@dataclass(frozen=True)
class Begun:
    """What a login starts with: what the platform gets, and what the browser keeps."""

    state: str
    nonce: str
    cookie_name: str
    browser_secret: str


def begin(registration_id: int, storage_target: str, secret_key: str) -> Begun:
    """Begin a login at a registration."""
    nonce, number, browser_secret = (
        secrets.token_urlsafe(24),
        secrets.token_hex(8),
        secrets.token_urlsafe(24),
    )
    signed = _signer(secret_key).dumps(
        [registration_id, nonce, number, hashed(browser_secret), storage_target]
    )
    return Begun(str(signed), nonce, _cookie_name(number), browser_secret)


def read(state: str, secret_key: str) -> Login:
    """Read a state that came back; raises LaunchRefused for a forged or an old one."""
    try:
        (registration_id, nonce, number, browser_hash, storage_target), began_at = _signer(
            secret_key
        ).loads(state, max_age=int(LIFETIME.total_seconds()), return_timestamp=True)
    except SignatureExpired as error:
        raise LaunchRefused(
            "the state has expired",
            say("Signing in took too long. Go back to your course and open the activity again."),
        ) from error
    except BadData as error:
        raise LaunchRefused("the state is not ours") from error
    return Login(
        registration_id, nonce, _cookie_name(number), browser_hash, storage_target, began_at
    )


@cache
def _signer(secret_key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt="lti login state")


def _cookie_name(number: str) -> str:
    return f"lineage_lab_login_{number}"
