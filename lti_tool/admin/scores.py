"""`lineage-lab scores`: what is owed to gradebooks, sending it again, comparing."""

from __future__ import annotations

from collections import Counter

import click
from flask.cli import with_appcontext
from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session, joinedload

from lti_tool.admin import standing
from lti_tool.admin.commands import NUMBER
from lti_tool.current import db, services
from lti_tool.grades import comparing, outbox
from lti_tool.grades.state import is_learners
from lti_tool.grades.words import describe
from lti_tool.models import (
    WITHDRAWN,
    Context,
    Deployment,
    Registration,
    ResourceLink,
    Score,
    stands,
)
from quizzes.db import utcnow

MOST_SHOWN = 500
FINDINGS = {
    "agrees": "as sent",
    "missing": "missing there, sent again",
    "overridden": "set by a teacher, left alone",
    "different": "another grade there, left alone",
}
is_sent = and_(Score.delivered_version == Score.version, Score.due_at.is_(None))
STATES: dict[str, ColumnElement[bool]] = {
    "due": Score.due_at.is_not(None),
    "refused": and_(~is_sent, Score.due_at.is_(None), Score.problem.is_not(None)),
    "different": Score.finding.in_(["overridden", "different"]),
    "sent": is_sent,
}
of_platform = click.option("--platform", type=NUMBER, help="Only this one: its number.")


@click.group()
def scores() -> None:
    """Scores on their way to gradebooks."""


@scores.command("list")
@click.option("--state", type=click.Choice(list(STATES)), help="Only these.")
@of_platform
@with_appcontext
def show(state: str | None, platform: int | None) -> None:
    """Show how each platform stands, and each score that has not arrived as it was sent."""
    wanted = STATES[state] if state else or_(*(STATES[name] for name in STATES if name != "sent"))
    now = utcnow()
    with db.read() as session:
        for each in _platforms(session, platform):
            owed = each.owed
            click.echo(
                f"{each.registration.id}  {each.name}: {owed.sent} sent, {owed.due} due, "
                f"{owed.waiting} to be tried again, {owed.refused} refused, "
                f"{owed.without_column} without a grade column"
            )
            if each.registration.grades_problem:
                since = standing.day_and_time(each.registration.grades_problem_since or now, now)
                click.echo(f"   Takes no scores since {since}: {each.registration.grades_problem}")
            _show_scores(session, each.registration.id, wanted)


@scores.command()
@click.argument("number", metavar="[SCORE]", type=NUMBER, required=False)
@of_platform
@with_appcontext
def retry(number: int | None, platform: int | None) -> None:
    """Send again what has not arrived, refused scores too; with SCORE that one, whatever it is."""
    now = utcnow()
    with db.begin() as session:
        if number:
            found = [session.get(Score, number, options=[joinedload(Score.resource_link)])]
            if not found[0]:
                raise click.ClickException(f"There is no score {number}: see scores list.")
        else:
            owed = Score.delivered_version < Score.version, stands(), is_learners()
            mine = Score.registration_id == platform if platform else true()
            asked = select(Score).options(joinedload(Score.resource_link)).where(*owed, mine)
            found = list(session.scalars(asked))
        sendable = [each for each in found if each and _can_be_sent(each)]
        outbox.send_again(session, [score.id for score in sendable], now)
    click.echo(f"{len(sendable)} of {len(found)} go out now; `lineage-lab scores list` shows them.")


def _can_be_sent(score: Score) -> bool:
    return score.finding != WITHDRAWN and score.resource_link.takes_grades


@scores.command()
@of_platform
@with_appcontext
def compare(platform: int | None) -> None:
    """Compare what was sent with what the platforms have; what is missing there is sent again."""
    with db.read() as session:
        found = [
            (each, _links(session, each.registration)) for each in _platforms(session, platform)
        ]
    for each, links in found:
        counted: Counter[str] = Counter()
        for link in links:
            counted += comparing.compare(db, services, link.id, utcnow())
            with db.read() as session:
                if problem := session.get_one(ResourceLink, link.id).comparison_problem:
                    click.echo(f"   {link.title or link.resource_link_id}: {problem}")
        said = ", ".join(f"{counted[name]} {FINDINGS[name]}" for name in FINDINGS if counted[name])
        click.echo(f"{each.registration.id}  {each.name}: {said or 'nothing to compare'}")


def _platforms(session: Session, number: int | None) -> list[standing.Standing]:
    return [standing.of(session, number)] if number else standing.everything(session)


def _links(session: Session, registration: Registration) -> list[ResourceLink]:
    here = select(ResourceLink).join(Context).join(Deployment)
    here = here.where(Deployment.registration_id == registration.id)
    sent = select(Score.id).where(Score.resource_link_id == ResourceLink.id)
    return list(session.scalars(here.where(sent.where(Score.delivered_version > 0).exists())))


def _show_scores(session: Session, registration_id: int, wanted: ColumnElement[bool]) -> None:
    shown = (
        select(Score)
        .where(Score.registration_id == registration_id, wanted, is_learners())
        .options(joinedload(Score.user), joinedload(Score.resource_link))
        .order_by(Score.due_at, Score.id)
        .limit(MOST_SHOWN + 1)
    )
    found = session.scalars(shown).all()
    for score in found[:MOST_SHOWN]:
        who = score.user.name or score.user.subject
        link = score.resource_link
        click.echo(f"   {score.id}  {who}, {link.title}: {describe(score, link).sentence}")
    if len(found) > MOST_SHOWN:
        click.echo(f"   ... and more; only the first {MOST_SHOWN} are shown.")
