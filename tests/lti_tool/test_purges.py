"""What has served is deleted, and nothing else."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from lti_tool.cli import group
from lti_tool.models import UsedNonce, Visit
from lti_tool.purges import RULES, purge
from quizzes.db import Base, Database, utcnow
from tests.support.launching import Client, submit_right
from tests.support.platform import Platform


def counts(database: Database) -> dict[str, int]:
    with database.read() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def test_nothing_is_deleted_while_it_serves(app: Flask, platform: Platform) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    before = counts(app.extensions["database"])
    assert sum(purge(app.extensions["database"], utcnow()).values()) == 0
    assert counts(app.extensions["database"]) == before


def test_what_has_served_goes_and_what_people_did_stays(app: Flask, platform: Platform) -> None:
    client, database = Client(app), app.extensions["database"]
    submit_right(client, client.open(platform))
    before = counts(database)
    assert min(before[kind.__tablename__] for kind in (UsedNonce, Visit)) == 1
    purge(database, utcnow() + timedelta(days=100))
    after = counts(database)
    gone = {name for name in before if after[name] < before[name]}
    assert {"used_nonce", "visit"} <= gone
    assert gone <= {since.class_.__tablename__ for since, _ in RULES}
    assert after["attempt"] == after["response"] / 4 == 1


def test_a_command_says_what_went(app: Flask, platform: Platform) -> None:
    Client(app).open(platform)
    said = app.test_cli_runner().invoke(group, ["purge"])
    assert "used_nonce: 0" in said.output.splitlines()
