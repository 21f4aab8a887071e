"""The tables of the edge: platforms, their courses and people, visits, and scores owed."""

from datetime import datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    case,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizzes.db import Base
from quizzes.models import Placement

LONGEST_ID = 255
"""LTI allows no longer `sub`, context id, resource link id or deployment id."""
LONGEST_URL = 2048


class Registration(Base):
    """One client id at one issuer: what a platform's admin set up for us."""

    __tablename__ = "registration"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer: Mapped[str] = mapped_column(String(LONGEST_ID))
    client_id: Mapped[str] = mapped_column(String(LONGEST_ID))
    login_url: Mapped[str] = mapped_column(String(LONGEST_URL))
    token_url: Mapped[str] = mapped_column(String(LONGEST_URL))
    keys_url: Mapped[str] = mapped_column(String(LONGEST_URL))
    audience: Mapped[str | None] = mapped_column(String(LONGEST_URL))
    """What the token endpoint wants to be called; its own URL where nothing is set."""
    created_at: Mapped[datetime]

    deployments: Mapped[list["Deployment"]] = relationship(
        order_by="Deployment.id", back_populates="registration"
    )

    @property
    def token_audience(self) -> str:
        """Whom a request for an access token is addressed to."""
        return self.audience or self.token_url


class Deployment(Base):
    """One installation of a registration: an account, a tenant, a whole site."""

    __tablename__ = "deployment"
    __table_args__ = (UniqueConstraint("registration_id", "deployment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    deployment_id: Mapped[str] = mapped_column(String(LONGEST_ID))

    registration: Mapped[Registration] = relationship(back_populates="deployments")


class Context(Base):
    """A course of a deployment; a link outside any course is a context by itself."""

    __tablename__ = "context"
    __table_args__ = (UniqueConstraint("deployment_id", "context_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deployment_id: Mapped[int] = mapped_column(ForeignKey("deployment.id"))
    context_id: Mapped[str] = mapped_column(String(LONGEST_ID))
    title: Mapped[str] = mapped_column(default="")
    memberships_url: Mapped[str | None] = mapped_column(String(LONGEST_URL))
    roster_at: Mapped[datetime | None]
    """When the platform last gave the whole class list."""
    roster_tried_at: Mapped[datetime | None]
    roster_problem: Mapped[str | None]
    """Why it did not, the last time it was asked."""

    deployment: Mapped[Deployment] = relationship()


class ResourceLink(Base):
    """A link in a course that opens one placement, with its grade column if it has one."""

    __tablename__ = "resource_link"
    __table_args__ = (
        UniqueConstraint("context_id", "resource_link_id"),
        UniqueConstraint("placement_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("context.id"))
    resource_link_id: Mapped[str] = mapped_column(String(LONGEST_ID))
    title: Mapped[str] = mapped_column(default="")
    line_item_url: Mapped[str | None] = mapped_column(String(LONGEST_URL))
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What the platform lets us do with grades here."""
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))

    context: Mapped[Context] = relationship()
    placement: Mapped[Placement] = relationship()


class User(Base):
    """A person as one registration knows them, and the learner that they are here."""

    __tablename__ = "user"
    __table_args__ = (
        UniqueConstraint("registration_id", "subject"),
        UniqueConstraint("learner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    subject: Mapped[str] = mapped_column(String(LONGEST_ID))
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))


class Enrollment(Base):
    """That a person is in a course, as what, and how we know."""

    __tablename__ = "enrollment"
    __table_args__ = (UniqueConstraint("user_id", "context_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    context_id: Mapped[int] = mapped_column(ForeignKey("context.id"), index=True)
    is_staff: Mapped[bool]
    listed_at: Mapped[datetime | None]
    """When the class list last named this person."""
    launched_at: Mapped[datetime | None]


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
    secret_hash: Mapped[str] = mapped_column(String(64))
    secret_in_path: Mapped[bool] = mapped_column(default=False)
    handover_hash: Mapped[str | None] = mapped_column(String(64))
    handover_until: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)

    user: Mapped[User] = relationship()
    resource_link: Mapped[ResourceLink] = relationship()


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


def soonest(now: datetime) -> ColumnElement[datetime]:
    """Return when a score may be sent at the earliest: never before its own time."""
    return case((Score.timestamp > now, Score.timestamp), else_=now)


class Score(Base):
    """The outbox: the newest score that a person has earned at a link, and what became of it.

    `version` counts what is to be told (another outcome, another grade column), and
    `delivered_version` what the platform has taken; equal means that nothing is owed.
    """

    __tablename__ = "score"
    __table_args__ = (
        UniqueConstraint("resource_link_id", "user_id"),
        CheckConstraint("given BETWEEN 0 AND maximum", name="given_within_maximum"),
        CheckConstraint("delivered_version <= version", name="delivered_what_was_earned"),
        Index("ix_score_due_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_link_id: Mapped[int] = mapped_column(ForeignKey("resource_link.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    given: Mapped[float]
    maximum: Mapped[float]
    comment: Mapped[str]
    submitted_at: Mapped[datetime]
    timestamp: Mapped[datetime]
    """Whole seconds, later than that of every earlier version."""
    version: Mapped[int]
    delivered_version: Mapped[int] = mapped_column(default=0)
    delivered_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    """When it is to be sent; empty once it is delivered or refused for good."""
    claimed_until: Mapped[datetime | None]
    """Until when the worker that is sending it may take; a dead worker's claim runs out."""
    failures: Mapped[int] = mapped_column(default=0)
    """Tries in a row that ended in "later"."""
    problem: Mapped[str | None]
    """Why it has not arrived, in words."""

    user: Mapped[User] = relationship()
    resource_link: Mapped[ResourceLink] = relationship()
