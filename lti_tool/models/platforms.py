"""Whom we trust: platforms, their installations, and invitations to become one."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.models.lengths import LONGEST_ID, LONGEST_URL
from quizzes.db import Base


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
    product: Mapped[str] = mapped_column(default="")
    """Which LMS it is, as it says itself: "moodle", "canvas"; empty until it has said so."""
    name: Mapped[str] = mapped_column(default="")
    """What people call this LMS; empty where nobody said."""
    is_removed: Mapped[bool] = mapped_column(default=False)
    """Its launches are refused and nothing is sent to it; what was learned there is kept."""
    grades_problem: Mapped[str | None]
    """Why it takes no scores at present, in words; empty while it does, or nobody knows."""
    grades_problem_since: Mapped[datetime | None]
    frames: Mapped[str] = mapped_column(default="", server_default="")
    """Which sites alone may show us in a frame, with spaces between; empty: any over https."""
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


class Invite(Base):
    """Leave to register one platform: a link that works once, for some days."""

    __tablename__ = "invite"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(default="")
    """For whom it was made, in the words of whoever made it."""
    host: Mapped[str] = mapped_column(String(LONGEST_ID), default="")
    """The only host whose LMS may use it; empty where any may."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    """Which platform it brought."""
