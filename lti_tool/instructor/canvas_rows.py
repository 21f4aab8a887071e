"""A class's scores as Canvas's gradebook imports them: its rules, and what follows from them.

Canvas knows a student by its own number, by the SIS's, by their login, and else by their name; LTI
says the name, and an email, which mostly is the login. Whom it finds by none it asks about.
"""

from __future__ import annotations

import re

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.instructor.export_rows import Cell
from lti_tool.instructor.roster import Row
from lti_tool.instructor.spreadsheets import BEGINS_A_FORMULA
from lti_tool.models import ResourceLink, Seat
from quizzes.models import Placement

BEFORE = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
OF_CANVAS = re.compile(r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
"""What Canvas takes a column for one of its own sums by, wherever it stands in a title."""


def heads(title: str, placement: Placement) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """Return the two rows that come first: names, of which the last is the assignment's; points."""
    return (*BEFORE, _in_a_line(title)), ("    Points Possible", "", "", "", "", placement.points)


def row(found: Row, shared: frozenset[str]) -> tuple[Cell, ...] | None:
    """Return one student; None where there is no score, as an empty cell takes a grade away.

    A name that several share is none to be found by: Canvas would take the first one for all.
    """
    user, seat = found.user, found.seat
    if seat.score is None:
        return None
    name = _in_a_line(user.name) or f"Student {user.subject}"
    if seat.name_key in shared:
        name = f"{name} ({user.email or user.subject})"
    return (name, "", "", user.email, "", seat.score)


def shared_names(session: Session, link: ResourceLink) -> frozenset[str]:
    """Return the names, in small letters, that several students of the class have."""
    here = select(Seat.name_key).filter_by(resource_link_id=link.id, is_here=True)
    return frozenset(session.scalars(here.group_by(Seat.name_key).having(func.count() > 1)))


def finds(title: str) -> bool:
    """Tell whether Canvas finds the assignment of this title by the column of this title."""
    is_a_number = re.fullmatch(r"-?[0-9.,]+%?", title)
    is_taken = title in BEFORE or OF_CANVAS.search(title) or title.startswith(BEGINS_A_FORMULA)
    return not (is_taken or is_a_number)


def _in_a_line(text: str) -> str:
    """Return text without the line breaks that would let Canvas mistake what parts the columns."""
    return " ".join(text.splitlines())
