"""The settings of a link: what they are, what a change would do to grades, and the change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lti_tool import zones
from lti_tool.current import db, jobs
from lti_tool.grades import settling
from lti_tool.instructor import effects, settings_form
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.settings_form import Form
from lti_tool.models import ResourceLink
from lti_tool.platforms import link_settings
from lti_tool.visits import Visitor, requires
from quizzes import decisions, placements
from quizzes.content import catalogue
from quizzes.db import utcnow
from quizzes.models import Placement
from quizzes.placements import Settings


@bp.get("/settings")
@requires("staff")
def settings(visitor: Visitor) -> str | tuple[str, int]:
    """Show the settings; with other ones in the address, what these would change."""
    if "points" not in request.args:
        return _page(visitor, settings_form.written(visitor.placement))
    form, asked = _read(visitor, request.args)
    if not asked:
        return _page(visitor, form), 422
    with db.read() as session:
        link = _link(session, visitor)
        activity = catalogue.load(link.placement.activity_key)
        found = settling.differences(session, link, activity, asked)
    return _page(visitor, form, asked, effects.shown(found, asked))


@bp.post("/settings")
@requires("staff")
def save_settings(visitor: Visitor) -> Response | tuple[str, int]:
    """Set the link up otherwise; what everybody has earned is reckoned anew, and sent."""
    form, asked = _read(visitor, request.form)
    if not asked:
        return _page(visitor, form), 422
    now = utcnow()
    with db.begin() as session:
        placement = session.get_one(Placement, visitor.placement.id, with_for_update=True)
        decisions.set_up(session, placement, asked, visitor.name, now)
    jobs.sweep(now)
    return redirect(visitor.url_for(".settings", told="saved", _anchor="told"), 303)


def _read(visitor: Visitor, typed: Mapping[str, str]) -> tuple[Form, Settings | None]:
    now, takes_dates = (
        placements.settings(visitor.placement),
        not link_settings.names_dates(visitor.placement),
    )
    return settings_form.read(dict(typed), now, utcnow(), takes_dates=takes_dates)


def _link(session: Session, visitor: Visitor) -> ResourceLink:
    return session.get_one(ResourceLink, visitor.link.id)


def _page(
    visitor: Visitor,
    form: Form,
    asked: Settings | None = None,
    effect: Sequence[effects.Row] = (),
) -> str:
    current = placements.settings(visitor.placement)
    return render_template(
        "instructor/settings.html",
        visitor=visitor,
        context_title=visitor.context.title,
        activity=catalogue.load(visitor.placement.activity_key),
        form=form,
        asked=asked,
        is_changed=asked is not None and asked != current,
        effect=effect,
        effect_line=effects.line(effect),
        names_dates=link_settings.names_dates(visitor.placement),
        zones=zones.by_area(),
        told=request.args.get("told"),
    )
