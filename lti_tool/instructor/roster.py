"""The roster of a link: a page of its students, as it was asked for; and how many there are.

Sorted, filtered, searched and cut into pages in the database, over seats alone (see seats.py);
only the students of one page are looked up elsewhere.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from lti_tool.instructor import class_groups
from lti_tool.models import ResourceLink, Score, Seat, User, stands
from lti_tool.models.seats import DONE, NOT_STARTED, READING, SUBMITTED

ON_A_PAGE = 40
MOST_PAGES = 100_000
LONGEST_SEARCH = 100
LONGEST_NUMBER = 9
SAID = ("show", "group", "search", "sort", "page")
"""What an address says of what is asked for, in these words."""
STALLED_AFTER = timedelta(days=7)

AS_THEY_LIE = Seat.user_id > 0
"""Holds for every seat. Where all seats of a link are looked at, it has SQLite read them as they
lie; from its index of names, each would be looked up by itself."""
SORTS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    "name": (),
    "status": (Seat.status.asc(),),
    "score": (Seat.score.is_(None), Seat.score.asc()),
    "attempts": (Seat.attempts.asc(),),
    "seen": (Seat.seen_at.is_(None), Seat.seen_at.asc()),
    "wrote": (Seat.wrote_at.is_(None), Seat.wrote_at.asc()),
}
"""By what a roster can be sorted, upwards; those of whom it is not known come last."""
DOWNWARDS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    "name": (Seat.name_key.desc(),),
    "status": (Seat.status.desc(),),
    "score": (Seat.score.is_(None), Seat.score.desc()),
    "attempts": (Seat.attempts.desc(),),
    "seen": (Seat.seen_at.is_(None), Seat.seen_at.desc()),
    "wrote": (Seat.wrote_at.is_(None), Seat.wrote_at.desc()),
}
STATUSES = ("Not started", "Reading", "Submitted", "Done")
"""How far somebody is, in words, by the numbers of models/seats.py."""
SHOWS = (
    *("everybody", "not-started", "stalled", "not-done", "done"),
    *("unread", "not-in-lms", "dropped"),
)
"""Whom a roster can be cut down to."""


@dataclass(frozen=True)
class Asked:
    """Which page of a roster is wanted.

    Attributes:
        show: one of SHOWS.
        group: our number of a group of the course; 0 for everybody.
        search: what stands in the name or the address; empty for everybody.
        sort: a key of SORTS; `down` turns it round.
        page: from 1 on.
    """

    show: str = "everybody"
    group: int = 0
    search: str = ""
    sort: str = "name"
    down: bool = False
    page: int = 1

    @classmethod
    def read(cls, sent: Mapping[str, str], groups: Container[int] = ()) -> Asked:
        """Read what an address asks for; what makes no sense there is left at its usual.

        `groups` are those that can be asked for.
        """
        usual, show, sort = cls(), sent.get("show", ""), sent.get("sort", "")
        group = _number(sent.get("group", ""))
        return cls(
            show=show if show in SHOWS else usual.show,
            group=group if group in groups else usual.group,
            search=sent.get("search", "").strip().replace("\0", "")[:LONGEST_SEARCH],
            sort=sort if sort in SORTS else usual.sort,
            down=sent.get("down") == "1",
            page=min(max(1, _number(sent.get("page", ""))), MOST_PAGES),
        )

    @property
    def is_cut_down(self) -> bool:
        """Tell whether some are left out, of those who are in the class."""
        return bool(self.search or self.group or self.show != "everybody")

    def sent(self, **changes: Any) -> dict[str, str | int]:
        """Return what an address says that asks for this, with changes; usual things are unsaid."""
        wanted, usual = replace(self, **changes), Asked()
        said = {name: getattr(wanted, name) for name in SAID}
        said["down"] = int(wanted.down)
        return {name: value for name, value in said.items() if value != getattr(usual, name)}


def _number(text: str) -> int:
    """Read a whole number; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0


@dataclass(frozen=True)
class Row:
    """One student: their seat, who they are, what became of their score, and their groups."""

    seat: Seat
    user: User
    score: Score | None
    groups: str


@dataclass(frozen=True)
class Page:
    """A page of a roster, and how many students there are on all of its pages."""

    rows: tuple[Row, ...]
    number: int
    found: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, one at least."""
        return max(1, -(-self.found // ON_A_PAGE))


def find(session: Session, link: ResourceLink, asked: Asked, now: datetime) -> Page:
    """Return the page that was asked for, or the last one where there are fewer."""
    wanted = filters(link, asked.show, now) + _search(asked.search)
    if asked.group:
        wanted += (class_groups.is_in(link.context, asked.group),)
    if asked.search:
        wanted += (AS_THEY_LIE,)
    found = session.scalar(select(func.count()).select_from(Seat).where(*wanted)) or 0
    if asked.sort != "name":
        wanted += (AS_THEY_LIE,)
    page = Page((), asked.page, found)
    number = min(asked.page, page.pages)
    keys = DOWNWARDS[asked.sort] if asked.down else SORTS[asked.sort]
    order = (*keys, Seat.name_key, Seat.user_id)
    on_page = select(Seat.user_id).where(*wanted).offset((number - 1) * ON_A_PAGE)
    return replace(page, rows=rows(session, link, on_page.limit(ON_A_PAGE), order), number=number)


def rows(
    session: Session,
    link: ResourceLink,
    wanted: Select[int],
    order: Sequence[SQLColumnExpression[Any]],
) -> tuple[Row, ...]:
    """Return the rows of some students of a link, in the order by which they are cut too."""
    found = session.execute(  # cut by seats alone: whole people are slow to sort
        select(Seat, User, Score)
        .join(User, User.id == Seat.user_id)
        .outerjoin(Score, and_(Score.resource_link_id == link.id, Score.user_id == Seat.user_id))
        .where(Seat.resource_link_id == link.id, Seat.user_id.in_(wanted.order_by(*order)))
        .order_by(*order)
    ).all()
    groups = class_groups.names(session, link.context, [user.id for _, user, _ in found])
    return tuple(Row(*row, groups.get(row[1].id, "")) for row in found)


def filters(link: ResourceLink, show: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for the seats that are shown."""
    is_here = Seat.is_here.is_(show != "dropped")
    return (Seat.resource_link_id == link.id, is_here, *_SHOWN[show](link, now))


def _search(text: str) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for those whose name or address has every word."""
    return tuple(
        or_(
            Seat.name_key.contains(word, autoescape=True),
            Seat.email_key.contains(word, autoescape=True),
        )
        for word in text.casefold().split()
    )


def _stalled(_: ResourceLink, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Seat.status.in_((READING, SUBMITTED)), Seat.seen_at < now - STALLED_AFTER


def _not_in_lms(link: ResourceLink, _: datetime) -> tuple[ColumnElement[bool], ...]:
    mine = and_(Score.resource_link_id == link.id, Score.user_id == Seat.user_id)
    return (exists().where(mine, stands(), Score.delivered_version < Score.version),)


_SHOWN: Mapping[str, Any] = {
    "everybody": lambda *_: (),
    "dropped": lambda *_: (),
    "not-started": lambda *_: (Seat.status == NOT_STARTED,),
    "not-done": lambda *_: (Seat.status != DONE,),
    "done": lambda *_: (Seat.status == DONE,),
    "unread": lambda *_: (
        or_(Seat.read_at.is_(None), Seat.read_at < Seat.wrote_at),
        Seat.wrote_at.is_not(None),
    ),
    "stalled": _stalled,
    "not-in-lms": _not_in_lms,
}
