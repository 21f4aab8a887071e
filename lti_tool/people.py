"""`lineage-lab people`: what is kept about one person, taken out or erased."""

import json

import click
from flask.cli import with_appcontext

from lti_tool import privacy
from lti_tool.current import db
from lti_tool.models import Registration, User

NUMBER = click.IntRange(1, 999_999_999)


@click.group()
def people() -> None:
    """What is kept about people."""


@people.command()
@click.argument("words")
@with_appcontext
def find(words: str) -> None:
    """List the people whose id in the LMS, name or email has these WORDS."""
    with db.read() as session:
        found = privacy.find(session, words)
        for user in found:
            issuer = session.get_one(Registration, user.registration_id).issuer
            said = ", ".join(each for each in (user.name, user.email) if each)
            click.echo(f"{user.id}  {user.subject} at {issuer}{f': {said}' if said else ''}")
    if not found:
        click.echo("Nobody like that is known.")


@people.command()
@click.argument("number", metavar="ID", type=NUMBER)
@with_appcontext
def export(number: int) -> None:
    """Print everything that is kept about a person, as JSON; ID as `people find` lists it."""
    with db.read() as session:
        found = privacy.export(session, _user(session.get(User, number)))
    click.echo(json.dumps(found, indent=2, ensure_ascii=False))


@people.command()
@click.argument("number", metavar="ID", type=NUMBER)
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def erase(number: int, yes: bool) -> None:
    """Erase everything that is kept about a person, here; the LMS keeps what it has."""
    with db.read() as session:
        user = _user(session.get(User, number))
    if not yes:
        click.confirm(f"Erase all that is kept of {user.name or user.subject}?", abort=True)
    with db.begin() as session:
        counts = privacy.erase(session, session.get_one(User, number))
    for table, count in sorted(counts.items()):
        click.echo(f"{table}: {count}")
    click.echo("Erased. Backups made before have it until they are deleted.")


def _user(found: User | None) -> User:
    if not found:
        raise click.ClickException("Nobody has this number: `lineage-lab people find` lists them.")
    return found
