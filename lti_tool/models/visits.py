"""Who is signed in, and what their launches used up."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.models.courses import ResourceLink, User
from lti_tool.models.platforms import Deployment
from quizzes.db import Base


class UsedNonce(Base):
    """A nonce that has launched once and must not launch again."""

    __tablename__ = "used_nonce"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime] = mapped_column(index=True)


class Visit(Base):
    """One person at one link since one launch; its pages carry its id as their address."""

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    resource_link_id: Mapped[int] = mapped_column(ForeignKey("resource_link.id"))
    is_staff: Mapped[bool]
    is_trial: Mapped[bool] = mapped_column(default=False)
    """A test user, or staff who look through a student's eyes: never graded."""
    reviewed_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Whose work was to be shown, where the gradebook asked for that."""
    frames: Mapped[str] = mapped_column(default="", server_default="")
    """Which sites alone may frame its pages, as its registration had it at the launch."""
    secret_hash: Mapped[str] = mapped_column(String(64))
    secret_in_path: Mapped[bool] = mapped_column(default=False)
    handover_hash: Mapped[str | None] = mapped_column(String(64))
    handover_until: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    resource_link: Mapped[ResourceLink] = relationship()


class Selection(Base):
    """An instructor choosing what to put into a course: one deep linking request."""

    __tablename__ = "selection"

    id: Mapped[int] = mapped_column(primary_key=True)
    deployment_id: Mapped[int] = mapped_column(ForeignKey("deployment.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    context_title: Mapped[str] = mapped_column(default="")
    request: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the platform wants and where the answer goes; see platforms/launch.py."""
    secret_hash: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime] = mapped_column(index=True)

    deployment: Mapped[Deployment] = relationship()
    user: Mapped[User] = relationship()


class AdminSession(Base):
    """Somebody who runs this tool: a link that signs in once, and what came of it."""

    __tablename__ = "admin_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    link_until: Mapped[datetime | None]
    secret_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)
