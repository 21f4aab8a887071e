"""The what-if lab without scripts: everything is a link or a plain form, and nothing is stored."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from quizzes.db import utcnow
from quizzes.models import Attempt, Placement, Reflection, SectionRead
from quizzes.what_if.actions import MOST_ACTIONS
from tests.support.forms import Page
from tests.support.launching import Client, instructor
from tests.support.platform import Platform

pytestmark = pytest.mark.words

HERE = "lab/tasks-vs-assets"


class Visitor:
    """Somebody in the lab: follows links and sends its form, as a browser without scripts does."""

    def __init__(self, client: Client, path: str) -> None:
        self.client, self.path = client, path
        self.page = client.page(path + HERE)

    def follow(self, words: str) -> None:
        self.page = self.client.page(self.page.link(words))

    def press(self, button: str, **answers: str | list[str]) -> None:
        form = self.page.form("did") if 'name="did"' in self.page.text else self.page.form("on")
        sent = form.sends(answers, button)
        answer = self.client.get(form.action, query_string=sent)
        self.page = Page(answer.request.url, answer.status_code, answer.text)


@pytest.fixture
def visitor(app: Flask, platform: Platform) -> Visitor:
    client = Client(app)
    return Visitor(client, client.open(platform))


def ask(visitor: Visitor, query: str) -> TestResponse:
    return visitor.client.get(f"{visitor.path}{HERE}?{query}")


def test_the_reading_leads_to_the_lab_and_back(visitor: Visitor) -> None:
    reading = visitor.client.page(visitor.path)
    there = visitor.client.page(reading.link("Make things happen in this pipeline"))
    assert there.status == 200
    assert there.link("Back to the reading").endswith("#tasks-vs-assets")


def test_it_begins_with_everything_fresh_and_something_to_try(visitor: Visitor) -> None:
    assert "Dagster marks nothing Stale." in visitor.page.words
    visitor.follow("Give stg_orders new code. How far down does Stale reach?")
    assert "Which assets will Dagster mark Stale afterwards?" in visitor.page.words


def test_an_action_is_chosen_foreseen_and_seen_by_forms_alone(visitor: Visitor) -> None:
    visitor.press("code", on="stg_orders")
    assert "Give stg_orders new code" in visitor.page.words
    visitor.press("guess", guess=["stg_orders", "orders_enriched"])
    assert "You picked orders_enriched, which is not Stale." in visitor.page.words
    assert "Nothing happens in Airflow" in visitor.page.words
    assert "Dagster marks 1 asset Stale: stg_orders." in visitor.page.words
    assert "as predicted" in visitor.page.words
    assert "orders_enriched not Stale Fresh: stg_orders gets new data only" in visitor.page.words


def test_who_would_rather_not_guess_is_just_shown(visitor: Visitor) -> None:
    visitor.press("code", on="stg_orders")
    visitor.press("show")
    assert "What changed" in visitor.page.words
    assert "You predicted" not in visitor.page.words


def test_what_was_done_stays_while_more_is_done_until_it_is_undone(visitor: Visitor) -> None:
    for button in ("code", "rerun"):
        visitor.press(button, on="stg_orders")
        visitor.press("show")
    assert "Dagster marks 1 asset Stale: orders_enriched." in visitor.page.words
    again = visitor.client.page(visitor.page.url)
    assert "Dagster marks 1 asset Stale: orders_enriched." in again.words
    visitor.follow("Undo the last step")
    assert "Dagster marks 1 asset Stale: stg_orders." in visitor.page.words
    visitor.follow("Start over")
    assert "Dagster marks nothing Stale." in visitor.page.words


def test_a_line_of_the_log_leads_back_to_where_it_was_the_last(visitor: Visitor) -> None:
    visitor.page = Page("", 200, ask(visitor, "did=code:stg_orders&did=run&did=run").text)
    visitor.follow("Undo to here : 08:00")
    assert "Dagster marks 1 asset Stale: stg_orders." in visitor.page.words
    assert "Everything was run." not in visitor.page.words


def test_a_failed_task_is_red_and_its_asset_has_a_badge(visitor: Visitor) -> None:
    page = ask(visitor, "did=fail:orders_enriched").text
    assert page.count("state-failed") == 1
    assert page.count("state-upstream_failed") == 4
    assert page.count("</svg>last run failed") == 1
    assert "status-stale" not in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("did=code:stg_orders&did=fly", "This lab cannot do"),
        ("did=code:stg_orders&did=rerun:raw_orders", "raw_orders is a source"),
        ("did=code:stg_orders&did=observe:stg_orders", "only a source can be observed"),
        ("did=code:stg_orders&next=rerun", "Choose a node of the graph first"),
        ("did=code:stg_orders&next=rerun&on=", "Choose a node of the graph first"),
        ("did=code:stg_orders&next=rerun&on=%3Cscript%3E", "is not an asset of this pipeline"),
        ("did=code:stg_orders&next=", "This lab cannot do"),
        ("did=code:stg_orders&guess=nothing&see=guess", "nothing is not an asset"),
        ("did=code:stg_orders&guess=raw_orders&see=guess", "raw_orders is not an asset"),
        ("did=code:stg_orders&next=roll-back:stg_payments", "nothing to roll back"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_lost(
    visitor: Visitor, query: str, sentence: str
) -> None:
    answer = ask(visitor, query)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert "<script>" not in answer.text
    visitor.page = Page("", 400, answer.text)
    visitor.follow("carry on from there")
    assert visitor.page.status == 200
    assert "Dagster marks 1 asset Stale: stg_orders." in visitor.page.words


def test_so_many_actions_and_no_more(visitor: Visitor) -> None:
    full = "&".join(["did=run"] * MOST_ACTIONS)
    assert ask(visitor, full).status_code == 200
    assert 'value="rerun"' not in ask(visitor, full).text
    refused = ask(visitor, f"{full}&next=run")
    assert refused.status_code == 400
    assert "Undo some of them" in refused.text


@pytest.mark.parametrize("section", ["theory", "nonsense"])
def test_a_section_without_a_pipeline_has_no_lab(visitor: Visitor, section: str) -> None:
    assert visitor.client.get(f"{visitor.path}lab/{section}").status_code == 404


def test_nothing_is_kept(app: Flask, visitor: Visitor) -> None:
    ask(visitor, "did=code:stg_orders&guess=stg_orders&see=guess")
    with app.extensions["database"].read() as session:
        for table in (Attempt, Reflection, SectionRead):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_staff_who_preview_can_use_it(app: Flask, platform: Platform) -> None:
    client = Client(app)
    home = client.open(platform, instructor(platform))
    visit = "/".join(home.split("/")[:3])
    page = client.get(f"{visit}/{HERE}")
    assert page.status_code == 200
    assert "Preview" in page.text


def test_it_stays_open_when_the_activity_is_closed(app: Flask, visitor: Visitor) -> None:
    with app.extensions["database"].begin() as session:
        placement = session.scalars(select(Placement)).one()
        placement.closes_at = utcnow() - timedelta(days=1)
    assert ask(visitor, "did=run").status_code == 200
