"""The strip of numbers above questions: where each leads, and how it stands, in words too."""

import re

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from tests.support.answers import right_answers
from tests.support.in_a_browser import show
from tests.support.launching import MEANT, Client, begin, instructor, submit_right
from tests.support.platform import Platform

pytestmark = pytest.mark.words

QUESTIONS = ["who-knows", "stale-now", "rebuild-all", "new-code"]
STRIP = re.compile(r'<nav class="strip".*?</nav>', re.DOTALL)
LINK = re.compile(
    r'<a class="button quiet" href="#([^"]+)"(?: data-state="(\w+)")?>(.*?)</a>', re.DOTALL
)


@pytest.fixture
def client(app: Flask) -> Client:
    return Client(app)


@pytest.fixture
def path(client: Client, platform: Platform) -> str:
    return client.open(platform)


def strip(page: str) -> list[tuple[str, str, str]]:
    """Where each number leads, how far its answer is where that can change, and its words."""
    [nav] = STRIP.findall(page)
    return [
        (place, state, " ".join(re.sub("<[^>]+>", " ", words).split()))
        for place, state, words in LINK.findall(nav)
    ]


def answer_some(client: Client, path: str) -> str:
    """Answer partly right, right, wrong and not at all, and submit; the path of the result."""
    attempt = begin(client, path)
    right = right_answers(client.app.extensions["database"], attempt)
    others = re.findall(r'name="rebuild-all" value="([^"]+)"', client.get(attempt).text)
    wrong = [value for value in others if value not in right["rebuild-all"]]
    answers = {
        "who-knows": right["who-knows"][:1],
        "stale-now": right["stale-now"],
        "rebuild-all": wrong[:1],
    }
    return str(client.post(f"{attempt}/submission", answers | MEANT).location)


def test_a_result_begins_with_how_each_question_was_answered(client: Client, path: str) -> None:
    page = client.get(answer_some(client, path)).text
    assert [place for place, _, _ in strip(page)] == QUESTIONS
    assert [words for _, _, words in strip(page)] == [
        *("Question 1 : partly right", "Question 2 : right"),
        *("Question 3 : wrong", "Question 4 : not answered"),
    ]
    for place in QUESTIONS:
        assert page.count(f' id="{place}"') == 1
    assert page.index('class="strip"') < page.index('class="question"')


def test_a_question_that_is_right_is_folded_and_no_other(client: Client, path: str) -> None:
    page = client.get(answer_some(client, path)).text
    sections = re.findall(r'<section class="question" id="([^"]+)"(.*?)</section>', page, re.DOTALL)
    folded = [name for name, inside in sections if '<details class="folded">' in inside]
    assert folded == ["stale-now"]


def test_whoever_may_try_again_can_do_so_above_the_questions_too(client: Client, path: str) -> None:
    for _ in range(2):
        page = client.get(submit_right(client, path)).text
        again = page.index("Try again with new scenarios")
        assert again < page.index('class="question"')
    page = client.get(submit_right(client, path)).text
    assert page.count("No attempts left") == 1
    assert "Try again" not in page


def test_questions_on_one_page_begin_with_how_far_each_answer_is(client: Client, path: str) -> None:
    attempt = begin(client, path)
    assert {state for _, state, _ in strip(client.get(attempt).text)} == {"open"}
    right = right_answers(client.app.extensions["database"], attempt)
    for item, chosen in [("who-knows", right["who-knows"][:1]), ("stale-now", right["stale-now"])]:
        client.post(f"{attempt}/answers", {"item_id": item, "chosen": chosen})
    page = client.get(attempt).text
    assert [(place, state) for place, state, _ in strip(page)] == [
        *(("who-knows", "partly"), ("stale-now", "answered")),
        *(("rebuild-all", "open"), ("new-code", "open")),
    ]
    for place in QUESTIONS:
        assert page.count(f' id="{place}"') == 1


def test_without_scripts_the_strip_shows_one_state_of_each(
    client: Client, path: str, browser_context: BrowserContext
) -> None:
    page = browser_context.new_page()
    page.route("**/*.js", lambda route: route.abort())
    show(page, client, begin(client, path))
    expect(page.locator(".strip a")).to_have_count(len(QUESTIONS))
    for link in page.locator(".strip a").all():
        expect(link).to_have_text(re.compile("Not yet"))
        assert link.locator(".state:visible").count() == 1


def test_a_link_to_a_folded_question_opens_it_and_takes_the_focus_there(
    client: Client, path: str, browser_context: BrowserContext
) -> None:
    page = browser_context.new_page()
    show(page, client, submit_right(client, path))
    question = page.locator("#rebuild-all")
    link = page.get_by_role("navigation", name="Questions").get_by_role("link", name="Question 3")
    for _ in range(2):
        expect(question.get_by_role("heading", name="Why")).to_be_hidden()
        link.press("Enter")
        expect(question.get_by_role("heading", name="Why")).to_be_visible()
        expect(question).to_be_focused()
        question.locator("summary").first.click()
    page.emulate_media(media="print")
    for heading in page.get_by_role("heading", name="Why").all():
        assert heading.evaluate("heading => heading.getClientRects().length") == 1


def test_staff_see_the_same_strip_above_the_attempt_of_a_student(
    app: Flask, client: Client, path: str, platform: Platform
) -> None:
    answered = strip(client.get(answer_some(client, path)).text)
    staff = Client(app)
    home = staff.open(platform, instructor(platform))
    student = re.search(r"/students/\d+", staff.get(f"{home}/students").text)
    assert student
    home = home.removesuffix("/class")
    attempt = re.search(rf"{student[0]}/attempts/\d+", staff.get(home + student[0]).text)
    assert attempt
    page = staff.get(home + attempt[0]).text
    assert strip(page) == answered
    assert "folds.js" in page
