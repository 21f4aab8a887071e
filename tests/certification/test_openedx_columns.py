"""Open edX where tools make their own grade columns: ours is found, made, changed and filled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from lti_tool.config import Config
from lti_tool.errors import ScoreNotNewer
from lti_tool.models import Registration, ResourceLink
from lti_tool.platforms import http
from lti_tool.platforms.services import Result, Services
from quizzes.db import utcnow
from tests.certification.an_openedx import OpenEdx, answer, arrives, open_edx


@pytest.fixture(scope="module")
def openedx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenEdx]:
    folder = tmp_path_factory.mktemp("openedx")
    with open_edx(folder, "--grades", "programmatic") as running:
        yield running


@pytest.fixture
def services(openedx: OpenEdx) -> Services:
    """Our client, with the serving tool's own keys and tokens."""
    config = Config.from_environment(openedx.tool.environment)
    return Services(openedx.tool_database, config, http.Pool(config))


@pytest.fixture
def registration(openedx: OpenEdx) -> Registration:
    with openedx.tool_database.read() as session:
        return session.scalars(select(Registration)).one()


def link(openedx: OpenEdx) -> ResourceLink:
    with openedx.tool_database.read() as session:
        return session.scalars(select(ResourceLink)).one()


def test_the_first_score_makes_the_column_and_every_other_goes_into_it(openedx: OpenEdx):
    browser, page = openedx.opens_for("first")
    with openedx.tool_database.begin() as session:  # as an instructor's button does
        session.execute(update(ResourceLink).values(wants_column=True))
    assert openedx.gradebook()["line_items"] == []
    answer(browser, page, openedx.tool_database)
    arrives(openedx, "first", 16)
    (column,) = openedx.gradebook()["line_items"]
    made = link(openedx)
    assert column["label"] == "Airflow vs Dagster: tasks vs assets"  # it names no link's title
    assert column["scoreMaximum"] == 20
    assert (column["resourceId"], column["resourceLinkId"]) == (
        "tasks-vs-assets",
        made.resource_link_id,
    )
    assert made.line_item_url == column["id"]
    assert openedx.gradebook()["grades"]["first"] == [8, 10]

    browser, page = openedx.opens_for("second")
    answer(browser, page)
    arrives(openedx, "second", 0)
    assert len(openedx.gradebook()["line_items"]) == 1


def test_the_column_is_found_by_its_link_and_by_our_own_ids(
    openedx: OpenEdx, services: Services, registration: Registration
):
    made = link(openedx)
    assert made.line_items_url

    def found(**wanted: str) -> list[str]:
        columns = services.line_items(registration, made.line_items_url or "", **wanted)
        return [column.url for column in columns]

    (tag,) = {column["tag"] for column in openedx.gradebook()["line_items"]}
    assert found(resource_link_id=made.resource_link_id) == [made.line_item_url]
    assert found(resource_id="tasks-vs-assets", tag=tag) == [made.line_item_url]
    assert found(tag="another") == []


def test_a_new_name_changes_nothing_else(
    openedx: OpenEdx, services: Services, registration: Registration
):
    url = link(openedx).line_item_url or ""
    before = services.read_line_item(registration, url)
    after = services.update_line_item(registration, url, {"label": "Week 3"})
    assert after.everything == {**before.everything, "label": "Week 3"}
    assert services.read_line_item(registration, url) == after


def test_a_score_is_read_back_and_an_older_one_is_refused_as_such(
    openedx: OpenEdx, services: Services, registration: Registration
):
    url = link(openedx).line_item_url or ""
    student = openedx.gradebook()["people"]["third"]
    now = utcnow().replace(microsecond=0)

    def score(given: float, minutes: float) -> dict[str, Any]:
        moment = now + timedelta(minutes=minutes)
        return {
            "userId": student,
            "scoreGiven": given,
            "scoreMaximum": 10,
            "timestamp": moment.isoformat(timespec="milliseconds"),
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
        }

    assert services.read_result(registration, url, student) is None
    services.send_score(registration, url, score(6.5, minutes=0))
    for minutes in (0, -1):
        with pytest.raises(ScoreNotNewer, match="timestamp"):
            services.send_score(registration, url, score(1, minutes))
    assert services.read_result(registration, url, student) == Result(6.5, 10)
    services.send_score(registration, url, score(9, minutes=1))
    assert services.read_result(registration, url, student) == Result(9, 10)
