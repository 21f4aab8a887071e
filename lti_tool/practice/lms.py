"""What every part of the practice LMS shares: its config, database and keys."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from flask import current_app
from itsdangerous import URLSafeTimedSerializer
from joserfc.jwk import RSAKey

from lti_tool.practice.config import Config
from lti_tool.practice.keys import ToolKeys
from lti_tool.practice.storage import Sessions


@dataclass(frozen=True)
class Lms:
    """One practice LMS, as create_app put it together."""

    config: Config
    sessions: Sessions
    key: RSAKey
    tool_keys: ToolKeys
    hints: URLSafeTimedSerializer


def lms() -> Lms:
    """Return the practice LMS that answers this request."""
    return cast(Lms, current_app.extensions["practice"])


def utcnow() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)
