"""Every learner's page in a pseudo-language: no word is left that nobody could translate."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lti_tool import languages
from lti_tool.platforms.link_settings import in_iso
from quizzes.content import catalogue
from quizzes.db import utcnow
from quizzes.scenarios.builders import BUILDERS, build
from tests.support import pseudo_locale
from tests.support.answers import right_answers
from tests.support.every_type import ask
from tests.support.launching import CLAIM, MEANT, Client, begin, claims, instructor, submit_right
from tests.support.pressing import buttons, packs_with, press
from tests.support.pseudo_locale import LANGUAGE, left_in_our_letters

LAB = "lab/tasks-vs-assets"
PRESENTATION = {CLAIM + "launch_presentation": {"locale": LANGUAGE}}
HOUR = timedelta(hours=1)
IN_IT = {"Accept-Language": LANGUAGE}


@pytest.fixture
def database_url(sqlite_url):
    """Words are the same on every database."""
    return sqlite_url


@pytest.fixture(scope="module")
def pseudo_catalogue(tmp_path_factory):
    return pseudo_locale.write_catalogue(tmp_path_factory.mktemp("locale"))


@pytest.fixture
def config(request, config, pseudo_packs, tmp_path):
    packs = pseudo_packs
    if "one_at_a_time" in request.node.name:
        packs = packs_with(packs, tmp_path / "one", questions_shown="one_at_a_time")
    return replace(config, packs=(packs,))


@pytest.fixture(autouse=True)
def spoken(pseudo_catalogue, monkeypatch):
    monkeypatch.setattr(languages, "LOCALES", pseudo_catalogue)


class Reader:
    """A student who has the LMS in the pseudo-language, and reads every page."""

    def __init__(self, app, platform, **more):
        self.client = Client(app)
        self.path = self.client.open(platform, claims(platform) | PRESENTATION | more)

    def read(self, path, **options):
        """What is still in our letters on a page."""
        answer = self.client.get(path, **options)
        assert f'<html lang="{LANGUAGE}" dir="rtl"' in answer.text
        return left_in_our_letters(answer.text, names(path))


def names(_):
    """What the assets and tasks of the pack are called."""
    sections = catalogue.load("tasks-vs-assets").sections
    pipelines = [section.figure.pipeline for section in sections if section.figure]
    return {
        name for each in pipelines for asset in each.assets for name in (asset.name, asset.task)
    }


@pytest.fixture
def reader(app, platform):
    return Reader(app, platform)


def test_the_reading_with_all_that_was_done(reader):
    assert reader.read(reader.path) == []
    reader.client.post(reader.path + "sections/theory/read", {})
    reader.client.post(reader.path + "reflections/which-model-fits", {"text": "٢٣"})
    submit_right(reader.client, reader.path)
    assert reader.read(reader.path) == []


@pytest.mark.parametrize(
    "what",
    [
        *("", "?next=code&on=stg_orders", "?did=code:stg_orders", "?did=run&did=fail:stg_orders"),
        *("?did=code:stg_orders&see=guess&guess=stg_orders&guess=churn_model", "?did=42"),
        *("?did=observe:raw_orders&did=rebuild", "?next=fail", "?did=clear:stg_orders"),
    ],
)
def test_the_lab(reader, what):
    assert reader.read(reader.path + LAB + what) == []


@pytest.mark.parametrize("builder", BUILDERS)
def test_a_question_asked_and_answered(app, reader, builder):
    attempt = begin(reader.client, reader.path)
    (item,) = ask(app.extensions["database"], attempt, {builder: build(builder, "words", 1)})
    known = set(item.scenario.pipeline.names) | {
        word for place in item.scenario.places for word in (place.name, *place.choices)
    }
    for page in (attempt, attempt + "/questions.txt"):
        text = reader.client.get(page).text
        assert left_in_our_letters(text, names(page) | known) == []
    answer = reader.client.post(f"{attempt}/submission", {item.id: [""], **MEANT})
    result = reader.client.get(answer.location).text
    assert left_in_our_letters(result, names(result) | known) == []


def test_practice(reader):
    submit_right(reader.client, reader.path)
    page = reader.client.get(reader.path + "practice/stale-now", follow_redirects=True)
    assert left_in_our_letters(page.text, names(page)) == []
    checked = reader.client.get(f"{page.request.path}?seed=1&checked=yes").text
    assert left_in_our_letters(checked, names(page)) == []


def test_refusals(app, platform, reader):
    assert reader.read("/nowhere", headers=IN_IT) == []
    assert reader.read("/visits/99/", headers=IN_IT) == []
    assert reader.read(reader.path + "attempts/99") == []
    refused = reader.client.launch(platform, claims(platform, nonce="another") | PRESENTATION)
    assert refused.status_code == 403


def test_what_scripts_are_told(reader):
    answer = reader.client.post(
        reader.path + "sections/theory/read", {}, headers={"Accept": "application/json"}
    ).json
    for told in answer.values():
        assert left_in_our_letters(told, ()) == []


def test_a_preview_and_a_new_tab(app, platform):
    client = Client(app)
    home = client.open(platform, instructor(platform) | PRESENTATION)
    page = client.get(home.removesuffix("class/"), follow_redirects=True)
    assert page.status_code == 200
    tab = client.post(home.split("class")[0] + "new-tab")
    assert left_in_our_letters(tab.text, {"Grace", "Hopper"}) == []


@pytest.mark.parametrize(
    "dates",
    [
        *({"opens": HOUR}, {"due": HOUR, "closes": 2 * HOUR}, {"due": -HOUR}, {"closes": -HOUR}),
        {"due": -2 * HOUR, "closes": HOUR},
    ],
)
def test_before_during_and_after_the_dates(app, platform, dates):
    custom = {name: in_iso(utcnow() + later) for name, later in dates.items()}
    reader = Reader(app, platform, **{CLAIM + "custom": custom})
    assert reader.read(reader.path) == []
    begun = reader.client.post(reader.path + "attempts", {}, follow_redirects=True)
    assert left_in_our_letters(begun.text, names(begun)) == []


def test_questions_one_at_a_time_that_are_marked_at_once(app, platform):
    reader = Reader(app, platform, **{CLAIM + "custom": {"feedback": "after_each"}})
    attempt = begin(reader.client, reader.path)
    first, key = reader.client.page(attempt), right_answers(app.extensions["database"], attempt)
    for words in buttons(first):
        for answers in ({}, {"who-knows": key["who-knows"]}):
            page = press(reader.client, first, words, answers)
            assert left_in_our_letters(page.text, names(page)) == []
    assert "data-focus-here" in page.text
