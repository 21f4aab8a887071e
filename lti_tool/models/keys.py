"""Secrets, sealed: our own keys, and platforms' permission to call them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.lengths import LONGEST_ID
from quizzes.db import Base


class AccessToken(Base):
    """A platform's permission to call its services, kept (sealed) until it expires."""

    __tablename__ = "access_token"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    scope: Mapped[str] = mapped_column(String(LONGEST_ID), primary_key=True)
    sealed_token: Mapped[str]
    expires_at: Mapped[datetime]


class ToolKey(Base):
    """A key pair of ours; the private half is sealed with the secret key."""

    __tablename__ = "tool_key"

    kid: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed_private_key: Mapped[str]
    created_at: Mapped[datetime]
    signs_from: Mapped[datetime | None]
    """From when on it signs, so that platforms know it by then; empty means at once."""
    published_until: Mapped[datetime | None]
    """Until when platforms may check signatures with it; empty for the newest."""
