"""`lineage-lab`: Flask's own command group, and ours."""

import signal
import sys
import threading
from pathlib import Path

import click
from flask import current_app
from flask.cli import FlaskGroup, with_appcontext
from sqlalchemy.exc import DBAPIError

import migrations
from lti_tool import authoring, create_app, logs, serving, upkeep
from lti_tool.admin import commands, scores
from lti_tool.config import BadConfiguration
from lti_tool.current import config, db, jobs, limiter
from lti_tool.demo.commands import demo_data
from lti_tool.people import people

LOOPBACK = "127.0.0.1"


class Group(FlaskGroup):
    """Flask's commands and ours; the app brings none, so --help needs no settings."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Name the commands."""
        return sorted(self.commands)


@click.group(cls=Group, create_app=create_app)
def group() -> None:
    """Lineage Lab, an LTI 1.3 tool."""


def main() -> None:
    """Run a command; what is wrong with the settings or the database is said in sentences."""
    try:
        group()
    except BadConfiguration as error:
        sys.exit(str(error))
    except DBAPIError as error:
        said = str(error.orig).strip().partition("\n")[0]
        sys.exit(f"The database cannot be used: {said}\nIf it is new: lineage-lab db upgrade")


@group.command()
@click.option("--host", default=LOOPBACK, show_default=True)
@click.option("--port", default=8001, show_default=True)
@with_appcontext
def serve(host: str, port: int) -> None:
    """Serve in production: web and worker in one process."""
    serving.share_memory()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        server = serving.server(app, host, port)
    except OSError as error:
        raise click.ClickException(f"Port {port} cannot be used: {error.strerror}.") from error
    _begin()
    jobs.work()
    click.echo(f"Serving {config.base_url} on {host}:{port}")
    try:
        server.run()  # until an interrupt
    finally:
        server.close()
        jobs.stop()
        limiter.close()


@group.command()
@with_appcontext
def worker() -> None:
    """Do the background work alone, beside another server."""
    serving.share_memory()
    _begin()
    jobs.work()
    click.echo("Working.")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo("Stopping.")
    finally:
        jobs.stop()


def _begin() -> None:
    """Log from now on, stop on SIGTERM as on Ctrl-C, and be careful with memory and time."""
    serving.collect_seldom()
    logs.begin()
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@group.group("db")
def database() -> None:
    """The database."""


@database.command()
@with_appcontext
def upgrade() -> None:
    """Bring the tables to this version; harmless to repeat."""
    from alembic import command  # no other command waits until it is loaded
    from alembic.config import Config as AlembicConfig

    settings = AlembicConfig()
    settings.set_main_option("script_location", str(Path(migrations.__file__).parent))
    settings.attributes["engine"] = db.engine
    command.upgrade(settings, "head")
    click.echo("The database is up to date.")


group.add_command(commands.admin)
group.add_command(commands.platforms)
group.add_command(scores.scores)
group.add_command(authoring.content)
group.add_command(demo_data)
group.add_command(people)
for each in (upkeep.keys, upkeep.backup, upkeep.restore, upkeep.purge):
    group.add_command(each)
