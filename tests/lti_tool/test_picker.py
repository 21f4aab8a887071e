"""The picker: an instructor chooses activities inside the LMS and sets them up."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from lti_tool.models import Selection
from lti_tool.platforms import registrations
from quizzes.content import catalogue
from quizzes.db import utcnow
from tests.lti_tool.conftest import details
from tests.support.forms import Page
from tests.support.launching import CLAIM, MEMBERSHIP, Client, instructor
from tests.support.platform import Platform
from tests.support.selecting import asking, items, open_picker, send

pytestmark = pytest.mark.words

TITLES = ["Airflow vs Dagster", "Partitions", "Backfills"]


@pytest.fixture
def three_packs(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of three activities, once the tool has found its own."""
    catalogue.look_in(())
    for number, title in enumerate(TITLES):
        pack = tmp_path / "packs" / f"pack-{number}"
        shutil.copytree(catalogue.PACKS / "tasks-vs-assets", pack)
        written = pack / catalogue.ACTIVITY
        titled = re.sub("^title: .*$", f"title: {title}", written.read_text(), flags=re.MULTILINE)
        written.write_text(titled)
    monkeypatch.setattr(catalogue, "PACKS", tmp_path / "packs")


def page(answer_text: str, status: int, picker: Page) -> Page:
    return Page(picker.url, status, answer_text)


def test_the_only_activity_is_shown_with_what_is_in_it_and_chosen_already(
    app: Flask, platform: Platform
) -> None:
    picker = open_picker(Client(app), platform)
    assert picker.status == 200
    assert "Signed in as Grace Hopper" in picker.words
    assert "6 sections, about 17 minutes to read · 1 pipeline to explore" in picker.words
    assert "2 reflections · 4 questions" in picker.words
    assert "Add to Data Engineering 101" in picker.words
    assert [box.chosen for box in picker.form("zone").controls if box.name == "pick"] == [True]


def test_every_setting_begins_as_the_activity_has_it(app: Flask, platform: Platform) -> None:
    sent = dict(open_picker(Client(app), platform).form("zone").sends({}, "add"))
    activity = catalogue.load("tasks-vs-assets")
    assert sent["title-1"] == activity.title
    assert sent["text-1"] == activity.subtitle
    assert (sent["points-1"], sent["pass_mark-1"], sent["attempts-1"]) == ("20", "60", "3")
    assert (sent["counting-1"], sent["late_penalty-1"]) == ("best", "0")
    assert sent["feedback-1"] == "at_the_end"
    assert (sent["opens-1"], sent["due-1"], sent["closes-1"], sent["zone"]) == ("", "", "", "UTC")


def test_words_that_the_instructor_wrote_in_the_lms_are_kept(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    picker = open_picker(client, platform, text="<p>My own words</p>")
    (item,) = items(client, platform, send(client, picker))
    assert item["text"] == "<p>My own words</p>"


@pytest.mark.parametrize("text", ["", "Words of a link that is there already"])
def test_choosing_for_a_link_that_may_be_there_already_says_what_is_replaced(
    app: Flask, platform: Platform, text: str
) -> None:
    picker = open_picker(Client(app), platform, text=text)
    assert ("replaces its title, its words and every setting below" in picker.words) == bool(text)


@pytest.mark.usefixtures("three_packs")
def test_several_are_sent_in_the_order_of_the_page(app: Flask, platform: Platform) -> None:
    client = Client(app)
    picker = open_picker(client, platform)
    assert [box.chosen for box in picker.form("zone").controls if box.name == "pick"] == [False] * 3
    sent = items(client, platform, send(client, picker, {"pick": ["3", "1"]}))
    assert [item["title"] for item in sent] == [TITLES[0], TITLES[2]]
    assert [item["custom"]["activity"] for item in sent] == ["pack-0", "pack-2"]


@pytest.mark.usefixtures("three_packs")
def test_where_the_lms_takes_one_link_one_is_chosen(app: Flask, platform: Platform) -> None:
    client = Client(app)
    picker = open_picker(client, platform, accept_multiple=False)
    boxes = [box for box in picker.form("zone").controls if box.name == "pick"]
    assert {box.kind for box in boxes} == {"radio"}
    assert "once more" not in picker.words
    assert len(items(client, platform, send(client, picker, {"pick": "2"}))) == 1
    refused = send(client, picker, {"pick": ["1", "2"]})
    assert refused.status_code == 422
    assert "one activity at a time" in refused.text


@pytest.mark.usefixtures("three_packs")
def test_the_same_activity_may_stand_twice_in_an_answer(app: Flask, platform: Platform) -> None:
    client = Client(app)
    picker = open_picker(client, platform)
    filled = {"pick": "2", "points-2": "7", "title-2": "First go"}
    answer = send(client, picker, filled, button="pack-1")
    assert answer.status_code == 200
    longer = page(answer.text, 200, picker)
    assert "data-focus-here" in longer.text
    sent = items(client, platform, send(client, longer, {"points-4": "9"}))
    assert [item["title"] for item in sent] == ["First go", "Partitions (2)"]
    assert [item["lineItem"]["scoreMaximum"] for item in sent] == [7, 9]
    assert {item["custom"]["activity"] for item in sent} == {"pack-1"}


def test_nothing_chosen_is_a_fault_in_words(app: Flask, platform: Platform) -> None:
    client = Client(app)
    refused = send(client, open_picker(client, platform), {"pick": []})
    assert refused.status_code == 422
    assert '<a href="#pick-1">Choose at least one activity.</a>' in refused.text


@pytest.mark.parametrize("name", ["feedback-1", "counting-1"])
def test_a_choice_that_no_page_offers_is_a_fault(app: Flask, platform: Platform, name: str) -> None:
    client = Client(app)
    refused = send(client, open_picker(client, platform), {name: "never"})
    assert refused.status_code == 422
    assert f'<a href="#{name}">' in refused.text
    assert "Choose one of these." in refused.text


def test_what_is_wrong_is_listed_in_the_order_of_the_page(app: Flask, platform: Platform) -> None:
    client = Client(app)
    wrong = {"late_penalty-1": "a lot", "counting-1": "worst", "title-1": "", "points-1": "0"}
    refused = send(client, open_picker(client, platform), wrong)
    assert re.findall(r'<a href="#(\w+-1)">', refused.text) == [
        *("title-1", "points-1", "counting-1", "late_penalty-1")
    ]


def test_the_picker_and_the_settings_page_say_the_same_of_each_setting(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    picker = open_picker(client, platform)
    teaching = client.open(platform, instructor(platform)).removesuffix("class")
    page = client.page(f"{teaching}settings")
    for name in ("counting", "late_penalty", "points", "pass_mark", "attempts", "feedback", "due"):
        picked, set_here = f"{name}-1", f"setting-{name}"
        for said in (r'<label for="{}">([^<]+)', r'id="{}-hint">([^<]+)'):
            found = re.search(said.format(picked), picker.text)
            same = re.search(said.format(set_here), page.text)
            assert (found and found[1]) == (same and same[1])


FAULTS = [
    ({"title-1": "  "}, "title-1", "Give a title"),
    ({"title-1": "x" * 201}, "title-1", "1 to 200 characters"),
    ({"text-1": "x" * 2001}, "text-1", "At most 2000 characters"),
    *[
        ({"points-1": typed}, "points-1", "a whole number from 1 to 100")
        for typed in ("0", "101", "2.5", "-3", "", "ten", "1e2", "٣", "9" * 5000)
    ],
    ({"pass_mark-1": "101"}, "pass_mark-1", "a whole number from 0 to 100"),
    ({"attempts-1": "0"}, "attempts-1", "a whole number from 1 to 99"),
    *[
        ({"late_penalty-1": typed}, "late_penalty-1", "a whole number from 0 to 100")
        for typed in ("101", "-1", "12.5", "", "ten", "10 %")
    ],
    ({"due-1": "tomorrow"}, "due-1", "Give a day and a time"),
    ({"due-1": "2099-02-30T10:00"}, "due-1", "Give a day and a time"),
    ({"due-1": "2099-02-03"}, "due-1", "Give a day and a time"),
    ({"closes-1": "9999-12-31T23:59", "zone": "America/New_York"}, "closes-1", "a day and a time"),
    ({"due-1": "2020-01-01T10:00"}, "due-1", "This is over already."),
    ({"closes-1": "2020-01-01T10:00"}, "closes-1", "This is over already."),
    ({"opens-1": "2099-02-01T10:00", "due-1": "2099-02-01T10:00"}, "due-1", "after it opens"),
    ({"opens-1": "2099-02-02T10:00", "closes-1": "2099-02-01T10:00"}, "closes-1", "after it opens"),
    ({"due-1": "2099-02-02T10:00", "closes-1": "2099-02-01T10:00"}, "closes-1", "before it is due"),
    (
        {"due-1": "2099-03-29T02:30", "zone": "Europe/Prague"},
        "due-1",
        "Clocks skip this time on that day",
    ),
    ({"zone": "Mars/Olympus_Mons"}, "zone", "Choose the time zone"),
    ({"zone": ""}, "zone", "Choose the time zone"),
]


@pytest.mark.parametrize(("filled", "field", "words"), FAULTS)
def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(
    app: Flask, platform: Platform, filled: dict[str, str], field: str, words: str
) -> None:
    client = Client(app)
    answer = send(client, open_picker(client, platform), filled)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    shown = re.search(rf'<p class="fault" id="{field}-fault">([^<]+)</p>', answer.text)
    assert shown
    assert words in shown[1]
    control = re.search(rf'<[a-z]+ id="{field}"[^>]*>', answer.text)
    assert control
    assert 'aria-invalid="true"' in control[0]
    assert f'aria-describedby="{field}-fault ' in control[0]
    assert answer.text.count("data-focus-here") == 1
    assert "data-focus-here" in control[0]
    kept = dict(Page("", 422, answer.text).form("zone").sends({}, "add"))
    typed = {name: value for name, value in filled.items() if name != "zone"}
    assert typed.items() <= kept.items()


def test_what_is_not_chosen_may_be_wrong(app: Flask, platform: Platform) -> None:
    client = Client(app)
    longer = send(client, open_picker(client, platform), button="tasks-vs-assets")
    picker = Page("", 200, longer.text)
    answer = send(client, picker, {"pick": "1", "points-2": "nonsense"})
    assert len(items(client, platform, answer)) == 1


@pytest.mark.parametrize(
    ("zone", "utc"),
    [
        ("UTC", "2099-07-01T12:00:00Z"),
        ("Europe/Prague", "2099-07-01T10:00:00Z"),
        ("America/New_York", "2099-07-01T16:00:00Z"),
        ("Asia/Kathmandu", "2099-07-01T06:15:00Z"),
    ],
)
def test_a_time_means_that_of_the_chosen_zone_which_comes_along(
    app: Flask, platform: Platform, zone: str, utc: str
) -> None:
    client = Client(app)
    filled = {"due-1": "2099-07-01T12:00", "zone": zone}
    (item,) = items(client, platform, send(client, open_picker(client, platform), filled))
    assert item["custom"]["due"] == utc
    assert item["custom"].get("time_zone", "UTC") == zone


@pytest.mark.parametrize(
    ("name", "value"),
    [("activity-1", "no-such-activity"), ("activity-x", "tasks-vs-assets"), ("another", "nothing")],
)
def test_a_form_that_no_page_of_ours_sends_is_refused_in_words(
    app: Flask, platform: Platform, name: str, value: str
) -> None:
    client = Client(app)
    picker = open_picker(client, platform)
    assert client.post(picker.url, {name: value}).status_code == 422


def test_a_preview_shows_what_there_is_to_read_to_see_and_to_answer(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    picker = open_picker(client, platform)
    activity = catalogue.load("tasks-vs-assets")
    shown = client.page(picker.link(f"Preview {activity.title}, in a new tab"))
    assert shown.status == 200
    for section in activity.sections:
        assert section.title in shown.words
    assert "The pipeline as assets" in shown.text
    assert activity.prompts[0].text in shown.words
    assert "Which must be rebuilt before everything reflects this change?" in shown.words
    assert not shown.forms
    assert client.get(picker.url + "activities/nothing/").status_code == 404


def test_a_picker_can_be_used_for_an_hour(app: Flask, platform: Platform) -> None:
    client = Client(app)
    picker = open_picker(client, platform)
    with app.extensions["database"].begin() as session:
        session.execute(update(Selection).values(opened_at=utcnow() - timedelta(minutes=59)))
    assert client.get(picker.url).status_code == 200
    with app.extensions["database"].begin() as session:
        session.execute(update(Selection).values(opened_at=utcnow() - timedelta(minutes=61)))
    for answer in (client.get(picker.url), send(client, picker)):
        assert answer.status_code == 403
        assert "choose Lineage Lab once more" in answer.text


@pytest.mark.parametrize(
    "key",
    ["{number}.{secret}x", "{number}.", "{number}", "9{number}.{secret}", "x.{secret}", "9" * 50],
)
def test_an_address_that_nobody_was_given_opens_nothing(
    app: Flask, platform: Platform, key: str
) -> None:
    client = Client(app)
    number, secret = open_picker(client, platform).url.split("/")[2].split(".")
    answer = client.get(f"/selections/{key.format(number=number, secret=secret)}/")
    assert answer.status_code == 403


def test_the_secret_of_one_request_does_not_open_another(app: Flask, platform: Platform) -> None:
    client = Client(app)
    first, second = (open_picker(client, platform).url.split("/")[2] for _ in range(2))
    mixed = f"{first.split('.')[0]}.{second.split('.')[1]}"
    assert client.get(f"/selections/{mixed}/").status_code == 403


def test_an_answer_goes_to_the_platform_that_asked(app: Flask, platform: Platform) -> None:
    with app.extensions["database"].begin() as session:
        other = details(platform, client_id="another-client")
        registrations.save(session, other, app.extensions["config"])
    client = Client(app)
    assert items(client, platform, send(client, open_picker(client, platform)))


def test_a_learner_gets_no_picker(app: Flask, platform: Platform) -> None:
    claims = asking(platform) | {CLAIM + "roles": [MEMBERSHIP + "Learner"]}
    del claims[CLAIM + "resource_link"]
    answer = Client(app).launch(platform, claims)
    assert answer.status_code == 403
    assert "Only those who teach" in answer.text


def test_a_form_of_another_site_sends_nothing(app: Flask, platform: Platform) -> None:
    client = Client(app)
    picker = open_picker(client, platform)
    foreign = {"Origin": "http://evil.example"}
    assert client.post(picker.url, {"act": "cancel"}, headers=foreign).status_code == 403


def test_the_picker_needs_no_cookie(app: Flask, platform: Platform) -> None:
    client = Client(app, keeps_cookies=False)
    assert items(client, platform, send(client, open_picker(client, platform)))
