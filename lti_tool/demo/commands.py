"""`lineage-lab demo-data`: a course to look at, and a link into it."""

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from lti_tool.current import config, db
from lti_tool.demo import course
from lti_tool.models import Deployment, Registration
from lti_tool.opening import Role, open_visit
from quizzes.content import catalogue
from quizzes.db import utcnow

ACTIVITY = "tasks-vs-assets"
MOST = 100_000


@click.command("demo-data")
@click.option("--students", type=click.IntRange(1, MOST), default=30, show_default=True)
@click.option("--platform", type=int, help="Whose course it is, by its number in the list.")
@with_appcontext
def demo_data(students: int, platform: int | None) -> None:
    """Make a course of students who have worked, the same ones each time, to look at."""
    now = utcnow()
    deployment_id = _deployment(platform)
    made = course.make(db, deployment_id, catalogue.load(ACTIVITY), students, now)
    with db.begin() as session:
        role = Role(is_staff=True)
        visit = open_visit(session, made.instructor_id, made.link_id, role, "", now)
    done = "is ready" if made.is_new else "was made before"
    click.echo(f"The demo course of {students:,} {done}. Open it within a minute, once:")
    click.echo(f"\n{config.base_url}/visits/{visit.number}/handover/{visit.handover}\n")


def _deployment(platform: int | None) -> int:
    wanted = select(Deployment.id).join(Registration).where(Registration.is_removed.is_(False))
    if platform:
        wanted = wanted.where(Registration.id == platform)
    with db.read() as session:
        found = session.scalars(wanted.order_by(Deployment.id).limit(1)).one_or_none()
    if found is None:
        raise click.ClickException(
            "A course belongs to a platform, and there is none: add one with "
            "`lineage-lab platforms invite` or `platforms add`."
        )
    return found
