"""The tables of the practice LMS: who is in which course, what is in it, what was scored."""

from datetime import UTC, datetime

from sqlalchemy import JSON, CheckConstraint, DateTime, ForeignKey
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from lti_tool.practice.vocabulary import FULLY_GRADED, LEARNER


class Moment(TypeDecorator[datetime]):
    """An aware time, kept in UTC because SQLite keeps no time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        """Drop the zone, which is UTC."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        """Give the zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The practice LMS's own tables; the tool has others, in another database."""

    type_annotation_map = {datetime: Moment, list[str]: JSON}  # noqa: RUF012


class Person(Base):
    """Someone to act as; one of them keeps their name and email to themselves."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(primary_key=True)
    given_name: Mapped[str | None]
    family_name: Mapped[str | None]
    email: Mapped[str | None]
    is_admin: Mapped[bool] = mapped_column(default=False)
    enrollments: Mapped[list["Enrollment"]] = relationship(back_populates="person")

    @property
    def name(self) -> str | None:
        """The full name, of those who give one."""
        return f"{self.given_name} {self.family_name}" if self.given_name else None

    @property
    def shown_name(self) -> str:
        """What the LMS's own pages call the person."""
        return self.name or "Student with no name"

    @property
    def is_only_learner(self) -> bool:
        """Whether the person learns in every course they are in."""
        return bool(self.enrollments) and all(each.learns for each in self.enrollments)


class Course(Base):
    """What LTI calls a context."""

    __tablename__ = "course"
    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    description: Mapped[str]
    activities: Mapped[list["Activity"]] = relationship(
        back_populates="course", order_by="Activity.position"
    )
    line_items: Mapped[list["LineItem"]] = relationship(
        back_populates="course", order_by="LineItem.id"
    )
    enrollments: Mapped[list["Enrollment"]] = relationship(
        back_populates="course", order_by="Enrollment.id"
    )


class Enrollment(Base):
    """A person's one role in a course."""

    __tablename__ = "enrollment"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id))
    person_id: Mapped[str] = mapped_column(ForeignKey(Person.id))
    role: Mapped[str]
    course: Mapped[Course] = relationship(back_populates="enrollments")
    person: Mapped[Person] = relationship(back_populates="enrollments")

    @property
    def learns(self) -> bool:
        """Whether scores are kept for the person here."""
        return self.role == LEARNER


class Activity(Base):
    """A link to the tool in a course: what LTI calls a resource link."""

    __tablename__ = "activity"
    id: Mapped[str] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id))
    position: Mapped[int]
    title: Mapped[str]
    description: Mapped[str]
    key: Mapped[str]
    course: Mapped[Course] = relationship(back_populates="activities")
    line_item: Mapped["LineItem | None"] = relationship(back_populates="activity")


class LineItem(Base):
    """A column of the gradebook; `activity` is empty where the tool made it for none."""

    __tablename__ = "line_item"
    __table_args__ = (CheckConstraint("score_maximum > 0"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id))
    activity_id: Mapped[str | None] = mapped_column(ForeignKey(Activity.id), unique=True)
    label: Mapped[str]
    score_maximum: Mapped[float]
    resource_id: Mapped[str] = mapped_column(default="")
    tag: Mapped[str] = mapped_column(default="")
    course: Mapped[Course] = relationship(back_populates="line_items")
    activity: Mapped[Activity | None] = relationship(back_populates="line_item")
    scores: Mapped[list["Score"]] = relationship(
        back_populates="line_item", cascade="all, delete-orphan", order_by="Score.person_id"
    )


class Score(Base):
    """The newest score that the tool sent for a person in a column."""

    __tablename__ = "score"
    line_item_id: Mapped[int] = mapped_column(ForeignKey(LineItem.id), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(Person.id), primary_key=True)
    given: Mapped[float | None]
    maximum: Mapped[float | None]
    comment: Mapped[str]
    activity_progress: Mapped[str]
    grading_progress: Mapped[str]
    timestamp: Mapped[datetime]
    received_at: Mapped[datetime]
    line_item: Mapped[LineItem] = relationship(back_populates="scores")

    @property
    def result(self) -> float | None:
        """The grade on the column's scale; nothing until it is fully graded."""
        if self.grading_progress != FULLY_GRADED or self.given is None or not self.maximum:
            return None
        return self.given / self.maximum * self.line_item.score_maximum


class AccessToken(Base):
    """A bearer token of the tool, kept as a digest."""

    __tablename__ = "access_token"
    digest: Mapped[str] = mapped_column(primary_key=True)
    scopes: Mapped[list[str]]
    expires_at: Mapped[datetime]


class UsedAssertion(Base):
    """The id of a client assertion, which works once."""

    __tablename__ = "used_assertion"
    jti: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]


class Secret(Base):
    """What must survive a restart: the signing key and the key of the cookies."""

    __tablename__ = "secret"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class ServiceCall(Base):
    """One request of the tool to a service, for the log page."""

    __tablename__ = "service_call"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    method: Mapped[str]
    path: Mapped[str]
    status: Mapped[int]
    note: Mapped[str]
