"""Who the browser acts as: a switch kept in a cookie, without any password."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from flask import g, redirect, request, session, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lti_tool.practice.errors import Forbidden
from lti_tool.practice.lms import lms
from lti_tool.practice.models import Person
from lti_tool.practice.words import initials, role_of, tint

COOKIE: Final = "practice_lms"  # the tool may be on the same host: never share a name with it
P = ParamSpec("P")


@dataclass(frozen=True)
class Actor:
    """What every page's top bar says about who is acting."""

    id: str
    name: str
    role: str
    initials: str
    tint: str
    is_admin: bool


def act_as(person: Person) -> None:
    """Let this browser be `person` from now on, and as themselves in every course."""
    session.permanent = True
    session["person"] = person.id
    session.pop("student_view", None)
    session.setdefault("browser", secrets.token_urlsafe(16))


def browser() -> str:
    """Return the random name of this browser; it binds a launch to where it was asked for."""
    return str(session.get("browser", ""))


def acting_person(database: Session) -> Person | None:
    """Return who this browser acts as, if it has chosen; the top bar is told too."""
    if person := database.get(Person, session.get("person", "")):
        role, badge = role_of(person), initials(person)
        g.actor = Actor(person.id, person.shown_name, role, badge, tint(person.id), person.is_admin)
    return person


def as_somebody(
    view: Callable[Concatenate[Session, Person, P], Response | str],
) -> Callable[P, Response | str]:
    """Open a transaction and pass on who is acting; ask who to be where nobody is."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response | str:
        with lms().sessions.begin() as database:
            if person := acting_person(database):
                return view(database, person, *args, **kwargs)
        return redirect(url_for("pages.people", next=request.path), 303)

    return guarded


def require_admin(person: Person) -> None:
    """Refuse everybody but the administrator."""
    if not person.is_admin:
        raise Forbidden("Only an administrator may see and change the tools.")
