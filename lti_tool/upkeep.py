"""Commands of whoever runs the tool: its keys, its backups, what is deleted."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click
from flask.cli import with_appcontext

from lti_tool import backups, retention
from lti_tool.current import config, db
from lti_tool.errors import BackupFailed
from lti_tool.platforms import keys as ours
from lti_tool.purges import purge as delete_what_has_served
from quizzes.db import utcnow

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def keys() -> None:
    """The keys that this tool signs with."""


@keys.command()
@click.option(
    "--at-once",
    is_flag=True,
    help="For keys that somebody may have seen: sign with the new one now, withdraw the others.",
)
@with_appcontext
def rotate(at_once: bool) -> None:
    """Make a new key; platforms learn of it before it signs, and know the old one for a week."""
    new = ours.rotate(db, config.secret_key, utcnow(), at_once)
    click.echo(
        f"The key {new.kid} signs from now on; all others are withdrawn."
        if at_once
        else f"The key {new.kid} is published and signs in an hour; the old one stays published "
        "for a week after that."
    )


@click.command()
@click.argument("file", type=FILE)
@with_appcontext
def backup(file: Path) -> None:
    """Write the whole database into a new FILE, while everything goes on."""
    try:
        backups.back_up(db, file)
    except BackupFailed as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"{file} holds everything but LINEAGE_LAB_SECRET_KEY: keep that, too, and elsewhere."
    )


@click.command()
@click.argument("file", type=FILE)
@with_appcontext
def restore(file: Path) -> None:
    """Fill an empty database from a backup."""
    try:
        backups.restore(db, file)
    except BackupFailed as error:
        raise click.ClickException(str(error)) from error
    click.echo("The database is restored. Now: lineage-lab db upgrade")


@click.command()
@with_appcontext
def purge() -> None:
    """Delete what has served, and work that is kept no longer; a worker does so every hour."""
    now = utcnow()
    for table, rows in delete_what_has_served(db, now).items():
        click.echo(f"{table}: {rows}")
    if config.keep_work_days is None:
        return
    since = now - timedelta(config.keep_work_days)
    with db.read() as session:
        courses = retention.forgettable(session, since)
    for context_id in courses:
        retention.forget(db, context_id, since)
    click.echo(f"courses whose work was erased: {len(courses)}")
