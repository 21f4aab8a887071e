"""The tools that are registered here, and what each of them has used up or may do."""

from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.practice.models.base import Base

PENDING: Final = "pending"
ACTIVE: Final = "active"
BUILT_IN: Final = "built in"
DYNAMIC_REGISTRATION: Final = "dynamic registration"
CANVAS_JSON: Final = "Canvas JSON"


class Tool(Base):
    """A tool as its registration describes it; one that is pending opens nothing yet."""

    __tablename__ = "tool"
    # A deleted tool's id never comes back: it stands in the addresses of services.
    __table_args__ = (
        CheckConstraint(f"state IN ('{PENDING}', '{ACTIVE}')"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(unique=True)
    deployment_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=PENDING)
    came_by: Mapped[str]
    domain: Mapped[str]
    login_url: Mapped[str]
    keys_url: Mapped[str]
    redirect_uris: Mapped[list[str]]
    target_link_uri: Mapped[str]
    deep_linking_url: Mapped[str | None]
    scopes: Mapped[list[str]]
    claims: Mapped[list[str]]
    messages: Mapped[list[str]]
    custom: Mapped[dict[str, str]]

    @property
    def is_active(self) -> bool:
        """Whether it may be opened and may ask for tokens."""
        return self.state == ACTIVE

    @property
    def origin(self) -> str:
        """Where its pages and its messages come from."""
        parts = urlsplit(self.login_url)
        return f"{parts.scheme}://{parts.netloc}"


class AccessToken(Base):
    """A bearer token of a tool, kept as a digest."""

    __tablename__ = "access_token"
    digest: Mapped[str] = mapped_column(primary_key=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey(Tool.id, ondelete="CASCADE"))
    scopes: Mapped[list[str]]
    expires_at: Mapped[datetime]


class Spent(Base):
    """The id of something that works once: an assertion, a registration token, a response."""

    __tablename__ = "spent"
    purpose: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]
