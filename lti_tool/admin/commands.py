"""The admin's commands: a link to sign in, and the platforms as the pages show them."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from lti_tool.admin import checking, sessions, standing
from lti_tool.current import config, db
from lti_tool.errors import EdgeError
from lti_tool.platforms import invites, registrations
from quizzes.db import utcnow

NUMBER = click.IntRange(1, 999_999_999)
SIGNS = {"ok": "ok", "warning": "look at", "failed": "FAILED", "unknown": "unknown"}
NONE_YET = "No LMS may launch this tool: `lineage-lab platforms invite` makes a link for one."
INVITED = """\
This link lets {whose} register itself, once, within {days}:

{link}

Moodle: Site administration → Plugins → Activity modules → External tool → Manage tools:
  paste it as “Tool URL”, press “Add LTI Advantage”, then activate the tool.
Canvas: Admin → Developer Keys → + Developer Key → + LTI Registration: paste it as the
  registration URL, then follow the steps and switch it on.
Others: wherever the LMS asks for a registration URL.
"""


@click.command()
@with_appcontext
def admin() -> None:
    """Print a link that signs you in to the admin pages."""
    with db.begin() as session:
        token = sessions.offer_link(session, utcnow())
    link = f"{config.base_url}/admin/enter/{token}"
    click.echo(f"Open this within 15 minutes; it signs one browser in, once:\n\n{link}\n")


@click.group()
def platforms() -> None:
    """The LMSs that may launch this tool."""


@platforms.command()
@click.option("--issuer", required=True)
@click.option("--client-id", required=True)
@click.option("--login-url", required=True)
@click.option("--token-url", required=True)
@click.option("--keys-url", required=True)
@click.option("--deployment", required=True)
@click.option("--audience", help="What the token endpoint is called, where that is not its URL.")
@with_appcontext
def add(**given: str) -> None:
    """Register a platform, or update the one with this issuer and client id."""
    with _said_plainly(), db.begin() as session:
        registrations.save(session, registrations.Details(**given), config)
    click.echo(f"{given['issuer']} may launch this tool as {given['client_id']}.")


@platforms.command("list")
@with_appcontext
def show() -> None:
    """Show the platforms, each with its number and how it stands."""
    now = utcnow()
    with db.read() as session:
        found = standing.everything(session)
    for each in found:
        known = each.registration
        deployments = ", ".join(deployment.deployment_id for deployment in known.deployments)
        click.echo(f"{known.id}  {each.name}: {each.headline(now)}. {each.next_step}".rstrip())
        click.echo(
            f"   {known.issuer}  client {known.client_id}  deployments {deployments or 'none'}"
        )
    if not found:
        click.echo(NONE_YET)


@platforms.command()
@click.option("--note", default="", help="For whom it is, for your own list.")
@click.option("--host", default="", help="The only host whose LMS may use it.")
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 365))
@with_appcontext
def invite(note: str, host: str, days: int) -> None:
    """Print a link with which one LMS registers itself."""
    with _said_plainly(), db.begin() as session:
        made, token = invites.create(session, note, host, utcnow(), timedelta(days=days))
    lasts = f"{days} day{'' if days == 1 else 's'}"
    whose = f"the LMS at {made.host}" if made.host else "one LMS"
    click.echo(INVITED.format(days=lasts, whose=whose, link=invites.link(config.base_url, token)))


@platforms.command()
@click.argument("number", metavar="[ID]", type=NUMBER, required=False)
@with_appcontext
def check(number: int | None) -> None:
    """Say whether a platform works and which setting is missing; without ID, of all.

    Ends with status 1 where something does not work.
    """
    logging.getLogger("lti_tool").addHandler(logging.NullHandler())  # the findings say it
    with _said_plainly(), db.read() as session:
        asked = [standing.of(session, number)] if number else _serving(session)
    if not asked:
        click.echo(NONE_YET)
    failed = False
    for each in asked:
        click.echo(f"{each.name} ({each.registration.id})")
        for finding in checking.check(each.registration.id):
            click.echo(f"  {SIGNS[finding.state]:8} {finding.name}: {finding.sentence}")
            if finding.advice and finding.state != "ok":
                click.echo(f"           {finding.advice}")
            failed |= finding.state == "failed"
    if failed:
        sys.exit(1)


@platforms.command()
@click.argument("number", metavar="ID", type=NUMBER)
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def remove(number: int, yes: bool) -> None:
    """Refuse a platform's launches from now on; nothing that was learned there is deleted."""
    with _said_plainly(), db.read() as session:
        name = standing.of(session, number).name
    if not yes:
        click.confirm(f"Refuse all launches of {name} from now on?", abort=True)
    with db.begin() as session:
        registrations.remove(session, number)
    click.echo(f"{name} is removed. Its page of the admin pages restores it.")


def _serving(session: Session) -> list[standing.Standing]:
    return [each for each in standing.everything(session) if not each.registration.is_removed]


@contextmanager
def _said_plainly() -> Iterator[None]:
    """End with what was wrong, in its own words."""
    try:
        yield
    except EdgeError as error:
        raise click.ClickException(str(error)) from error
