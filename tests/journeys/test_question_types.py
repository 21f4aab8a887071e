"""Every type of question in a browser: by mouse, by keyboard, and as it is read aloud."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from quizzes.db import Database
from quizzes.items.item import Item
from tests.journeys.conftest import Open
from tests.support.choosing import choose, offering
from tests.support.every_type import EVERY_TYPE, ask
from tests.support.going import follow
from tests.support.stack import Stack

NAMED = """controls => controls.map(control => [control.name, control.value,
  [...control.labels].map(label => label.innerText).join(" ").trim().replace(/\\s+/g, " ")])"""


class Questions:
    """The page of an open attempt that asks a question of every type."""

    def __init__(self, page: Page, items: tuple[Item, ...]) -> None:
        self.page, self.items = page, items

    def controls(self, item: Item) -> Locator:
        return self.page.locator(f'#{item.id} [name="{item.id}"]')

    def holding(self, item: Item, sent: str) -> Locator:
        return offering(self.page, item.id, sent)

    def submit(self) -> None:
        """Submit, all the same where the page asks."""
        follow(self.page, self.page.get_by_role("button", name="Submit"))
        self.page.locator("h1.score, button[name='left.open']").wait_for()
        if (meant := self.page.locator("button[name='left.open']")).is_visible():
            meant.click()
        self.page.locator("h1.score").wait_for()


@pytest.fixture
def questions(open_tool: Open, stack: Stack) -> Iterator[Questions]:
    page = open_tool()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    follow(page, page.get_by_role("button", name="Start the questions"))
    page.locator("[data-question]").first.wait_for()
    database = Database(stack.tool.database_url)
    items = ask(database, page.url, EVERY_TYPE)
    database.close()
    page.reload()
    yield Questions(page, items)
    assert faults == []


def saved(questions: Questions, item: Item) -> None:
    said = questions.page.locator(f"#{item.id} [data-saved]")
    expect(said).to_contain_text("Saved")


def test_every_type_is_answered_with_the_mouse_saved_and_graded(questions: Questions) -> None:
    page = questions.page
    expect(page.locator("[data-warning]")).to_contain_text("Nothing is picked in questions 1, 2")
    for item in questions.items:
        choose(page, item.id, item.scenario.key)
        saved(questions, item)
    expect(page.locator("[data-warning]")).to_be_hidden()
    page.reload()
    for item in questions.items:
        chosen = {sent for sent in item.scenario.choices if is_chosen(questions, item, sent)}
        assert chosen == item.scenario.key
    questions.submit()
    expect(page.locator("h1.score")).to_contain_text("20 of 20")


def test_the_strip_of_numbers_says_how_far_each_answer_is_and_leads_there(
    questions: Questions,
) -> None:
    page = questions.page
    strip = page.get_by_role("navigation", name="Questions").get_by_role("link")
    expect(strip).to_have_count(len(questions.items))
    for number, item in enumerate(questions.items, 1):
        link = strip.nth(number - 1)
        expect(link.get_by_text("Not yet")).to_be_visible()
        link.click()
        expect(page.locator(f"#{item.id}")).to_be_focused()
        choose(page, item.id, item.scenario.key)
        expect(link.get_by_text("Answered")).to_be_visible()
        expect(link.get_by_text("Not yet")).to_be_hidden()


def test_what_is_left_is_named_before_the_submission_and_one_press_away(
    questions: Questions,
) -> None:
    page, first = questions.page, questions.items[0]
    page.locator("[data-warning]").get_by_role("link", name="1", exact=True).click()
    expect(page.locator(f"#{first.id}")).to_be_focused()
    choose(page, first.id, first.scenario.key)
    left = page.locator("[data-warning]").get_by_role("link")
    expect(left).to_have_count(len(questions.items) - 1)


def is_chosen(questions: Questions, item: Item, sent: str) -> bool:
    control = questions.holding(item, sent)
    if item.type.control == "select":
        return control.input_value() == sent
    return control.is_checked()


def test_every_type_is_answered_by_keyboard_alone(questions: Questions) -> None:
    for item in questions.items:
        questions.page.locator(f"#{item.id}").focus()
        wanted = set(item.scenario.key)
        while wanted:
            questions.page.keyboard.press("Tab")
            wanted -= answer_what_has_the_focus(questions.page, wanted)
        saved(questions, item)
    questions.page.get_by_role("button", name="Submit").press("Enter")
    expect(questions.page.locator("h1.score")).to_contain_text("20 of 20")


def answer_what_has_the_focus(page: Page, wanted: set[str]) -> set[str]:
    """Choose what is wanted where the focus is; returns what was chosen."""
    offered = page.evaluate(
        "[...(document.activeElement.options ?? [document.activeElement])].map(o => o.value)"
    )
    kind = page.evaluate("document.activeElement.type ?? ''")
    if kind == "radio":  # the arrows go through its group
        group = page.evaluate(
            "[...document.getElementsByName(document.activeElement.name)]"
            ".filter(c => c.type === 'radio').map(c => c.value)"
        )
        for step, value in enumerate(group):
            page.keyboard.press("ArrowDown" if step else " ")
            if value in wanted:
                return {value}
    for step, value in enumerate(offered):
        if value in wanted:
            for _ in range(step):
                page.keyboard.press("ArrowDown")
            if kind == "checkbox":
                page.keyboard.press(" ")
            return {value}
    return set()


def test_a_list_keeps_its_own_keys(questions: Questions) -> None:
    page = questions.page
    field = questions.holding(item_of(questions, "paint_nodes"), "stg_orders=Fresh")
    field.focus()
    for key in ("F", "-", "0", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
        expect(field).to_be_focused()
    expect(field).to_have_value("stg_orders=Stale")
    assert page.locator("#paint_nodes .plane").evaluate("plane => plane.style.zoom") == ""


def item_of(questions: Questions, asks: str) -> Item:
    return next(item for item in questions.items if item.id == asks)


def test_every_control_is_named_by_its_label_and_a_nodes_by_its_node(questions: Questions) -> None:
    for item in questions.items:
        nodes = set(item.scenario.pipeline.names)
        for name, value, label in questions.controls(item).evaluate_all(NAMED):
            assert name == item.id
            assert label, f"{item.id} {value} has no label"
        for place in item.scenario.places:
            for option in place.options:
                control = questions.holding(item, place.choices[option.value])
                words = place.words if item.type.control == "select" else option.words
                expect(control).to_have_accessible_name(
                    re.compile(re.escape(place.name if place.name in nodes else words))
                )
                if place.name in nodes:
                    expect(control).to_have_accessible_description(
                        re.compile(re.escape(item.scenario.notes[place.name]))
                    )


def test_what_is_answered_so_far_is_said_in_words(questions: Questions) -> None:
    page = questions.page
    questions.holding(item_of(questions, "paint_nodes"), "stg_orders=Fresh").select_option("Fresh")
    expect(page.locator("#paint_nodes [data-picked]")).to_have_text("1 of 6 answered.")
    expect(page.locator("[data-warning]")).to_contain_text("left to answer in question 2.")
    for step, name in (("2", "daily_revenue"), ("1", "stg_orders")):
        questions.holding(item_of(questions, "pick_and_order"), f"{name}=1").select_option(step)
    expect(page.locator("#pick_and_order [data-picked]")).to_have_text(
        "Your steps: 1 stg_orders, 2 daily_revenue."
    )
    questions.holding(item_of(questions, "two_reruns"), "stg_orders=airflow").check()
    expect(page.locator("#two_reruns [data-picked]")).to_have_text(
        "You picked Airflow for stg_orders."
    )


def test_hints_come_one_by_one(questions: Questions) -> None:
    hints = questions.page.locator("#paint_nodes .hints details")
    expect(hints.last).to_be_hidden()
    hints.first.locator("summary").click()
    expect(hints.last).to_be_visible()


def test_a_result_shows_the_way_from_the_cause_of_the_node_in_focus(questions: Questions) -> None:
    questions.holding(item_of(questions, "paint_nodes"), "orders_enriched=Fresh").select_option(
        "Fresh"
    )
    questions.submit()
    graph = questions.page.locator("[data-graph=result]").nth(1)
    expect(graph.locator(".edge.cause")).to_have_count(1)
    graph.locator("[data-name=orders_enriched]").hover()
    expect(graph.locator(".edge.way")).to_have_count(1)
    graph.locator("[data-name=raw_orders]").hover()
    expect(graph.locator(".edge.way")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_graph_stays_where_it_is_while_its_nodes_are_pointed_at(
    questions: Questions, width: int
) -> None:
    page = questions.page
    page.set_viewport_size({"width": width, "height": 800})
    for graph in page.locator("[data-graph=question]").all():
        view, nodes = graph.locator(".graph-view"), graph.locator(".node")
        nodes.first.hover()
        before = view.bounding_box()
        for node in nodes.all():
            node.dispatch_event("pointerover")
            assert view.bounding_box() == before


@pytest.mark.parametrize("width", [320, 390])
def test_no_type_scrolls_the_page_sideways_on_a_phone(questions: Questions, width: int) -> None:
    page = questions.page
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == width
    questions.submit()
    assert page.evaluate("document.documentElement.scrollWidth") == width
