"""What the LMS keeps for itself: its secrets, and a log of what tools asked."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.practice.models.base import Base


class Secret(Base):
    """What must survive a restart: the signing key and the key of the cookies."""

    __tablename__ = "secret"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class ServiceCall(Base):
    """One request of a tool to a service, for the log page."""

    __tablename__ = "service_call"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    method: Mapped[str]
    path: Mapped[str]
    status: Mapped[int]
    note: Mapped[str]
