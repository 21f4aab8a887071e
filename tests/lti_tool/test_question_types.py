"""Each type of question through the routes: its controls, its answers, its result."""

import re

import pytest
from flask import Flask

from quizzes.items.item import Item
from quizzes.items.types import TYPES
from tests.support.every_type import EVERY_TYPE, HINTS, ask
from tests.support.launching import MEANT, Client, begin
from tests.support.platform import Platform

pytestmark = pytest.mark.words

AS_JSON = {"Accept": "application/json"}


class Asked:
    """An open attempt that asks one question."""

    def __init__(self, app: Flask, platform: Platform, asks: str) -> None:
        self.client = Client(app)
        self.attempt = begin(self.client, self.client.open(platform))
        asking = {asks: EVERY_TYPE[asks]}
        (self.item,) = ask(app.extensions["database"], self.attempt, asking)

    @property
    def page(self) -> str:
        return self.client.get(self.attempt).text

    def chosen_on_the_page(self) -> set[str]:
        controls = self.client.page(self.attempt).form(self.item.id).controls
        return {sent for c in controls if c.name == self.item.id for sent in c.sends() if sent}

    def submit(self, *chosen: str) -> str:
        """Submit as a browser does, which sends "" for each list that is left; the result."""
        answer = self.client.post(
            f"{self.attempt}/submission", {self.item.id: ["", *chosen, ""], **MEANT}
        )
        assert answer.status_code == 303, answer.text
        return self.client.get(answer.location).text


@pytest.fixture
def asked(app: Flask, platform: Platform, asks: str) -> Asked:
    return Asked(app, platform, asks)


every_type = pytest.mark.parametrize("asks", EVERY_TYPE)


def only(asks: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("asks", [asks])


def kind_of(item: Item, place: str) -> str:
    """The kind of control that a place of a question should have."""
    found = item.scenario.place(place)
    assert found
    if item.type.control == "select":
        return "select"
    return "checkbox" if found.many else "radio"


def test_there_is_an_example_of_every_type() -> None:
    assert EVERY_TYPE.keys() == TYPES.keys()


@every_type
def test_every_place_has_its_control_with_all_that_can_be_chosen(asked: Asked) -> None:
    form = asked.client.page(asked.attempt).form(asked.item.id)
    named = [control for control in form.controls if control.name == asked.item.id]
    for place in asked.item.scenario.places:
        sent = set(place.choices.values())
        holding = [c for c in named if sent & {o.value for o in (c.options or [c])}]
        assert {c.kind for c in holding} == {kind_of(asked.item, place.name)}
        assert len(holding) == (1 if asked.item.type.control == "select" else len(sent))
    assert {value for value in form.values(asked.item.id) if value} == asked.item.scenario.choices


@every_type
def test_the_page_has_the_words_of_the_question(asked: Asked) -> None:
    page = asked.page.replace("&#39;", "'")
    scenario = asked.item.scenario
    for words in (scenario.prompt, asked.item.type.marked, *HINTS, *scenario.badges.values()):
        assert words in page
    for place in scenario.places:
        assert place.words in page
        for option in place.options:
            assert option.words in page or not option.value
    assert ("graph-view" in page) == bool(scenario.pipeline.names)
    assert " style=" not in page


@every_type
def test_all_that_is_right_earns_all_points(asked: Asked) -> None:
    result = asked.submit(*asked.item.scenario.key)
    assert "2 of 2</h1>" in result
    assert "What your answer suggests" not in result
    assert 'class="wrong"' not in result
    assert " cause" not in result


@every_type
def test_nothing_earns_nothing_and_every_place_says_why(asked: Asked) -> None:
    result = asked.submit().replace("&#39;", "'")
    assert "0 of 2</h1>" in result
    for place in asked.item.scenario.places:
        assert place.why in result
    assert " style=" not in result


@every_type
def test_an_answer_is_kept_and_shown_again(asked: Asked) -> None:
    sent = {"item_id": asked.item.id, "chosen": ["", *sorted(asked.item.scenario.key)]}
    assert asked.client.post(f"{asked.attempt}/answers", sent).status_code == 200
    assert asked.chosen_on_the_page() == asked.item.scenario.key
    was = re.search(rf'name="was.{asked.item.id}" value="([^"]*)"', asked.page)
    assert was
    assert set(was[1].split()) == asked.item.scenario.key


@every_type
def test_what_cannot_be_chosen_is_refused_in_words(asked: Asked) -> None:
    for path, name in (("answers", "chosen"), ("submission", asked.item.id)):
        sent = {"item_id": asked.item.id, name: "no_such"}
        answer = asked.client.post(f"{asked.attempt}/{path}", sent, headers=AS_JSON)
        assert answer.status_code == 422
        assert "'no_such' cannot be chosen here." in answer.get_json()["error"]


@pytest.mark.parametrize(
    "asks", ["paint_nodes", "pick_and_order", "task_states", "run_state", "choose_one"]
)
def test_two_for_one_place_are_refused_in_words(asked: Asked) -> None:
    place = next(place for place in asked.item.scenario.places if not place.many)
    sent = {"item_id": asked.item.id, "chosen": list(place.choices.values())[:2]}
    answer = asked.client.post(f"{asked.attempt}/answers", sent, headers=AS_JSON)
    assert answer.status_code == 422
    assert answer.get_json()["error"] == f"Only one can be chosen for {place.name}."


@pytest.mark.parametrize(
    "asks", [asks for asks, scenario in EVERY_TYPE.items() if scenario.misreadings]
)
def test_who_answers_as_a_misconception_would_is_told_with_an_example(asked: Asked) -> None:
    wrong = asked.item.scenario.misreadings[0]
    result = asked.submit(*wrong.answer)
    assert "What your answer suggests" in result
    assert wrong.sentence in result
    box = result.split('class="feedback"')[1].split("</div>")[0]
    assert "For example" in box
    assert any(place.why in box.replace("&#39;", "'") for place in asked.item.scenario.places)


@only("paint_nodes")
def test_a_wrong_answer_stands_beside_the_right_one_with_the_way_from_the_cause(
    asked: Asked,
) -> None:
    result = asked.submit("orders_enriched=Fresh", "stg_orders=Fresh")
    assert "You: Fresh." in result
    assert "Right: Stale." in result
    assert re.search(
        r"The path from the cause: <b>stg_payments</b> → <b>orders_enriched</b>", result
    )
    causes = re.findall(r'class="edge cause"[^>]* data-source="(\w+)" data-target="(\w+)"', result)
    assert causes == [("stg_payments", "orders_enriched")]
    assert "4 not answered" in result


@only("task_states")
def test_what_follows_from_a_mistake_is_said_to_count(asked: Asked) -> None:
    result = asked.submit(
        "extract_payments=success",
        "join_orders=success",
        "publish_report=success",
        "drop_temporary_tables=success",
    )
    assert "1.5 of 2</h1>" in result
    assert result.count("it follows from another answer, so it counts") == 2


@only("pick_and_order")
def test_a_step_that_comes_too_early_is_told_from_a_wrong_one(asked: Asked) -> None:
    result = asked.submit("stg_payments=2", "orders_enriched=1", "stg_orders=3")
    assert "too early." in result
    assert "You: step 3." in result
    assert "Right: not a step." in result
    assert "Right: e.g. step 3." in result


@only("choose_many")
def test_each_choice_says_whether_it_was_right(asked: Asked) -> None:
    result = asked.submit("answer=code", "answer=again")
    for words in ("rightly chosen", "wrongly chosen", "missed"):
        assert f'<span class="word">{words}</span>' in result


@only("choose_one")
def test_the_reason_of_an_option_stands_with_the_option(asked: Asked) -> None:
    result = asked.submit("answer=late")
    for option in asked.item.scenario.places[0].options:
        said = result.replace("&#39;", "'").split(f"<span>{option.words}")[1].split("</li>")[0]
        assert f'<span class="why">{option.why}</span>' in said


@every_type
def test_a_page_that_left_a_question_as_it_was_does_not_undo_a_newer_answer(asked: Asked) -> None:
    key = sorted(asked.item.scenario.key)
    asked.client.post(f"{asked.attempt}/answers", {"item_id": asked.item.id, "chosen": key})
    untouched = {f"was.{asked.item.id}": "", asked.item.id: ["", ""]}
    answer = asked.client.post(f"{asked.attempt}/submission", untouched)
    assert "2 of 2</h1>" in asked.client.get(answer.location).text
