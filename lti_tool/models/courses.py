"""Courses, the links in them, and the people who open those."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.models.lengths import LONGEST_ID, LONGEST_LOCALE, LONGEST_URL
from lti_tool.models.platforms import Deployment
from lti_tool.models.scopes import LINE_ITEM_SCOPE, SCORE_SCOPE
from quizzes.db import Base, amend
from quizzes.models import Placement


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
    roster_wanted_at: Mapped[datetime | None]
    """Since when somebody waits for a newer class list; the sweep has it fetched."""
    roster_wait_until: Mapped[datetime | None]
    """Until when the platform wants not to be asked again."""
    groups_url: Mapped[str | None] = mapped_column(String(LONGEST_URL))
    """Where the platform lists the course's groups, if it does."""
    groups_problem: Mapped[str | None]
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
    line_items_url: Mapped[str | None] = mapped_column(String(LONGEST_URL))
    """Where the course's grade columns are, for a link that came without one of its own."""
    wants_column: Mapped[bool] = mapped_column(default=False)
    """That an instructor asked for a column, where the platform gave the link none."""
    column_label: Mapped[str | None]
    """What we called the column that we made; empty where the platform made it."""
    column_maximum: Mapped[float | None]
    """The points that we gave that column."""
    column_claimed_until: Mapped[datetime | None]
    """Until when the worker that is finding or making the column may take."""
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What the platform lets us do with grades here."""
    compared_at: Mapped[datetime | None]
    """When what we sent was last compared with what the platform has."""
    comparison_problem: Mapped[str | None]
    """Why it could not be, then."""
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    earlier_placements: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    """What it opened before it was set to another activity: the placement of each, by its key."""
    seats_version: Mapped[str | None] = mapped_column(String(64))
    """By which version of its pack everybody's seat was counted; empty until somebody looked."""

    context: Mapped[Context] = relationship()
    placement: Mapped[Placement] = relationship()

    def open(self, placement: Placement) -> None:
        """Lead to another placement from now on, and remember the one before."""
        before = {self.placement.activity_key: self.placement_id}
        self.earlier_placements = (self.earlier_placements or {}) | before
        self.placement = placement

    @property
    def may_make_column(self) -> bool:
        """Tell whether we may look for a grade column of this link, and make one."""
        return self.wants_column and self.could_make_column

    @property
    def could_make_column(self) -> bool:
        """Tell whether we would be let, if an instructor asked for it."""
        return bool(self.line_items_url) and LINE_ITEM_SCOPE in self.scopes

    @property
    def takes_grades(self) -> bool:
        """Tell whether a score can be sent: to a column that is there, or that we may make."""
        return SCORE_SCOPE in self.scopes and bool(self.line_item_url or self.may_make_column)

    def offer(self, line_item_url: str, line_items_url: str, scopes: Sequence[str]) -> bool:
        """Take what a launch offers for grades; tells whether every score is owed anew.

        The launch's own column wins over one that we found or made. A launch without one
        leaves ours alone, as long as it offers the course's columns at all; a column that the
        platform had given is taken back by it.
        """
        before = self.line_item_url, self.takes_grades
        kept = self.line_item_url if line_items_url and self.wants_column else None
        if line_item_url and line_item_url != self.line_item_url:
            self.column_label = self.column_maximum = None
        amend(
            self,
            line_item_url=line_item_url or kept,
            line_items_url=line_items_url or None,
            scopes=list(scopes),
        )
        return (self.line_item_url, self.takes_grades) != before


class User(Base):
    """A person as one registration knows them, and the learner that they are here."""

    __tablename__ = "user"
    __table_args__ = (
        UniqueConstraint("registration_id", "subject"),
        UniqueConstraint("learner_id"),
        UniqueConstraint("trial_learner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    subject: Mapped[str] = mapped_column(String(LONGEST_ID))
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(String(LONGEST_LOCALE), default="")
    """The language in which they have the LMS, as it said last; may be empty."""
    language: Mapped[str] = mapped_column(String(LONGEST_LOCALE), default="")
    """The language that they chose here, which goes before that; may be empty."""
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    trial_learner_id: Mapped[int | None] = mapped_column(ForeignKey("learner.id"))
    """Who they are while they only try what students see: that work is nobody's grade."""

    def learner(self, tries: bool) -> int:
        """Return who they are in the domain; what is only tried is somebody else's work."""
        return (tries and self.trial_learner_id) or self.learner_id


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


class CourseGroup(Base):
    """A group of a course, as the platform names it."""

    __tablename__ = "course_group"
    __table_args__ = (UniqueConstraint("context_id", "group_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("context.id"))
    group_id: Mapped[str] = mapped_column(String(LONGEST_ID))
    name: Mapped[str] = mapped_column(String(LONGEST_ID))


class GroupMembership(Base):
    """That a student is in a group of a course, by the class list."""

    __tablename__ = "group_membership"
    __table_args__ = ({"sqlite_with_rowid": False},)

    course_group_id: Mapped[int] = mapped_column(
        ForeignKey("course_group.id"), primary_key=True, autoincrement=False
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id"), primary_key=True, autoincrement=False, index=True
    )
