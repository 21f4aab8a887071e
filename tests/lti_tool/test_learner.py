"""The learner's pages: reading, reflecting, answering, and what comes of two at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lti_tool.models import Context, ResourceLink, Score, User, Visit
from quizzes import asking
from quizzes.content import catalogue
from quizzes.models import Attempt, Learner, Placement, Reflection, Response, SectionRead
from tests.support.answers import right_answers
from tests.support.launching import (
    MEANT,
    Client,
    begin,
    claims,
    instructor,
    read_everything,
    submit_right,
)
from tests.support.platform import Platform

AS_JSON = {"Accept": "application/json"}


def count(app: Flask, table: Any) -> int:
    with app.extensions["database"].read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of them at the same moment, each in a thread."""
    start = Barrier(len(acts))

    def do(act: Callable[[], Any]) -> Any:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def test_the_page_begins_with_nothing_done(app: Flask, platform: Platform) -> None:
    client = Client(app)
    page = client.get(client.open(platform)).text
    assert "0/1 done" in page
    assert "Reading in progress · 0 of 1 activity done" in page


def test_the_sections_stand_in_the_order_of_the_pack(app: Flask, platform: Platform) -> None:
    client = Client(app)
    page = client.get(client.open(platform)).text
    titles = [section.title for section in catalogue.load("tasks-vs-assets").sections]
    places = [page.index(f'-title">{title}') for title in titles]
    assert places == sorted(places)


def test_a_section_is_marked_as_read_once_and_stays_so(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    for _ in range(2):
        assert client.post(path + "sections/theory/read").status_code == 303
    assert count(app, SectionRead) == 1
    assert "<span data-sections-read>1</span>" in client.get(path).text


def test_a_script_is_told_the_new_lines_of_the_page(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    told = client.post(path + "sections/theory/read", headers=AS_JSON).get_json()
    assert "<span data-sections-read>1</span>" in told["end"]
    assert told["progress_line"] == "Reading in progress · 0 of 1 activity done"


@pytest.mark.parametrize("path", ["sections/nonsense/read", "reflections/nonsense"])
def test_what_the_activity_does_not_have_is_refused(
    app: Flask, platform: Platform, path: str
) -> None:
    client = Client(app)
    answer = client.post(client.open(platform) + path, {"text": "x"})
    assert answer.status_code == 422


def test_a_reflection_is_kept_as_it_was_written(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    prompt = catalogue.load("tasks-vs-assets").prompts[0].id
    written = '<script>alert("x")</script> & “ünïcode”\n\nsecond line'
    told = client.post(f"{path}reflections/{prompt}", {"text": written}, headers=AS_JSON)
    assert told.get_json()["words"] == 5
    page = client.get(path).text
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    client.post(f"{path}reflections/{prompt}", {"text": "newer"})
    with app.extensions["database"].read() as session:
        assert session.scalars(select(Reflection.text)).all() == ["newer"]


def test_an_endless_reflection_is_refused_and_the_last_one_kept(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    prompt = catalogue.load("tasks-vs-assets").prompts[0].id
    client.post(f"{path}reflections/{prompt}", {"text": "short"})
    answer = client.post(f"{path}reflections/{prompt}", {"text": "x" * 5001}, headers=AS_JSON)
    assert answer.status_code == 422
    assert "5000" in answer.get_json()["error"]
    assert "short</textarea>" in client.get(path).text


def test_everything_done_is_said(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    read_everything(client, path)
    submit_right(client, path)
    page = client.get(path).text
    assert "1/1 done" in page
    assert "Reading done · 1 of 1 activity done" in page


def test_all_questions_can_be_read_as_plain_text(app: Flask, platform: Platform) -> None:
    client = Client(app)
    attempt = begin(client, client.open(platform))
    text = client.get(f"{attempt}/questions.txt")
    assert text.content_type == "text/plain; charset=utf-8"
    assert text.text.startswith("Question 1 of 4\n\n")
    assert "Which does Dagster mark Stale now?" in text.text
    assert f'href="{attempt}/questions.txt"' in client.get(attempt).text


def test_an_answer_is_kept_while_it_is_given(app: Flask, platform: Platform) -> None:
    client = Client(app)
    attempt = begin(client, client.open(platform))
    item = "stale-now"
    picked = client.page(attempt).form(item).values(item)[:2]
    answered = client.post(f"{attempt}/answers", {"item_id": item, "chosen": picked})
    assert answered.status_code == 200
    boxes = client.page(attempt).form(item).controls
    assert [(box.name, box.value) for box in boxes if box.chosen] == [(item, n) for n in picked]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"item_id": "nonsense", "chosen": []}, "no such question"),
        ({"item_id": "", "chosen": ["x"]}, "no such question"),
    ],
)
def test_an_answer_to_nothing_is_refused(
    app: Flask, platform: Platform, sent: dict[str, Any], words: str
) -> None:
    client = Client(app)
    attempt = begin(client, client.open(platform))
    answer = client.post(f"{attempt}/answers", sent, headers=AS_JSON)
    assert answer.status_code == 422
    assert words in answer.get_json()["error"]


def test_an_answer_that_does_not_fit_changes_nothing(app: Flask, platform: Platform) -> None:
    client = Client(app)
    attempt = begin(client, client.open(platform))
    item = next(iter(right_answers(app.extensions["database"], attempt)))
    for path in ("answers", "submission"):
        answer = client.post(
            f"{attempt}/{path}", {"item_id": item, "chosen": "no_such", item: "no_such"}
        )
        assert answer.status_code == 422
        assert "no_such" in answer.text
    assert count(app, Response) == 0
    assert client.get(attempt).status_code == 200


def test_all_right_earns_all_and_each_asset_says_why(app: Flask, platform: Platform) -> None:
    client = Client(app)
    page = client.get(submit_right(client, client.open(platform))).text
    total = sum(asked.points for asked in catalogue.load("tasks-vs-assets").questions)
    assert f"{total} of {total}" in page
    assert page.count('class="why"') >= 20


def test_nothing_picked_earns_nothing(app: Flask, platform: Platform) -> None:
    client = Client(app)
    answer = client.post(begin(client, client.open(platform)) + "/submission", MEANT)
    assert " 0 of 16</h1>" in client.get(answer.location).text


def test_starting_twice_goes_on_with_the_same_attempt(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    assert begin(client, path) == begin(client, path)


def test_each_attempt_asks_about_scenarios_of_its_own(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    for _ in range(2):
        submit_right(client, path)
    with app.extensions["database"].read() as session:
        first, second = session.scalars(select(Attempt.quiz).order_by(Attempt.number))
    assert first != second


def test_after_the_last_attempt_there_is_no_other(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    for _ in range(catalogue.load("tasks-vs-assets").attempts):
        submit_right(client, path)
    answer = client.post(path + "attempts")
    assert answer.status_code == 409
    assert "used all of your attempts" in answer.text


def test_a_submitted_attempt_takes_no_more_answers(app: Flask, platform: Platform) -> None:
    client = Client(app)
    attempt = submit_right(client, client.open(platform)).removesuffix("/result")
    page = client.get(attempt)
    assert page.location.endswith("/result")
    item = next(iter(right_answers(app.extensions["database"], attempt)))
    assert client.post(f"{attempt}/answers", {"item_id": item}).status_code == 409


def test_an_open_attempt_has_no_result_yet(app: Flask, platform: Platform) -> None:
    client = Client(app)
    attempt = begin(client, client.open(platform))
    assert client.get(f"{attempt}/result").location == attempt


def test_nobody_reaches_the_attempt_of_another(app: Flask, platform: Platform) -> None:
    ada, alan = Client(app), Client(app)
    attempt = begin(ada, ada.open(platform))
    path = alan.open(platform, claims(platform, sub="student-2"))
    theirs = f"{path}attempts/{attempt.rpartition('/')[2]}"
    for answer in (
        alan.get(theirs),
        alan.get(f"{theirs}/result"),
        alan.post(f"{theirs}/answers", {"item_id": "x"}),
        alan.post(f"{theirs}/submission"),
    ):
        assert answer.status_code == 404
    with app.extensions["database"].read() as session:
        assert session.scalars(select(Attempt.submitted_at)).all() == [None]


def test_what_an_attempt_asked_stays_whatever_becomes_of_its_builder(
    app: Flask, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(app)
    path = client.open(platform)
    result = submit_right(client, path)
    before = client.get(result).text
    monkeypatch.setattr("quizzes.content.activity.build", None)
    monkeypatch.setattr(asking, "_quizzes", asking.Memory(1))  # as in another process
    assert client.get(result).text == before


def test_two_students_who_submit_at_the_same_moment_both_count(
    app: Flask, platform: Platform
) -> None:
    clients = [Client(app) for _ in range(4)]
    posts = []
    for number, client in enumerate(clients):
        path = client.open(platform, claims(platform, sub=f"student-{number}"))
        attempt = begin(client, path)
        right = right_answers(app.extensions["database"], attempt)
        posts.append((client, f"{attempt}/submission", right))
    answers = at_once(*[lambda p=post: p[0].post(p[1], p[2]) for post in posts])
    assert [answer.status_code for answer in answers] == [303] * 4
    with app.extensions["database"].read() as session:
        scores = session.execute(select(Score.user_id, Score.given)).all()
    assert len({user for user, _ in scores}) == 4
    assert {given for _, given in scores} == {16}


def test_a_double_click_on_submit_counts_once(app: Flask, platform: Platform) -> None:
    client = Client(app)
    attempt = begin(client, client.open(platform))
    right = right_answers(app.extensions["database"], attempt)
    answers = at_once(*[lambda: client.post(f"{attempt}/submission", right)] * 3)
    assert {answer.location for answer in answers} == {f"{attempt}/result"}
    with app.extensions["database"].read() as session:
        assert session.scalars(select(Score.version)).all() == [1]
    assert count(app, Response) == len(right)


def test_a_script_is_told_where_a_submission_leads_and_asks_no_more_often_than_a_form(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    attempt = begin(client, client.open(platform))
    right = right_answers(app.extensions["database"], attempt)
    moved = client.post(f"{attempt}/questions?question=stale-now", headers=AS_JSON)
    assert moved.json == {"leads_to": f"{attempt}?question=stale-now#focus_here"}
    told = client.post(f"{attempt}/submission", right, headers=AS_JSON)
    assert told.json == {"leads_to": f"{attempt}/result"}
    assert "16 of 16" in client.page(told.json["leads_to"]).words


def test_a_double_click_on_start_begins_one_attempt(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    answers = at_once(*[lambda: client.post(path + "attempts")] * 3)
    assert len({answer.location for answer in answers}) == 1
    assert count(app, Attempt) == 1


def test_two_tabs_that_save_at_the_same_moment_make_one_reflection(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    prompt = catalogue.load("tasks-vs-assets").prompts[0].id
    texts = ["one", "two", "three"]
    at_once(
        *[lambda t=text: client.post(f"{path}reflections/{prompt}", {"text": t}) for text in texts]
    )
    with app.extensions["database"].read() as session:
        (kept,) = session.scalars(select(Reflection.text))
    assert kept in texts


def test_many_who_come_to_a_new_course_at_the_same_moment_find_one_course(
    app: Flask, platform: Platform
) -> None:
    clients = [Client(app) for _ in range(6)]
    opened = at_once(
        *[
            lambda c=client, n=number: c.open(platform, claims(platform, sub=f"student-{n}"))
            for number, client in enumerate(clients)
        ]
    )
    assert len(set(opened)) == 6
    for table, rows in ((Context, 1), (ResourceLink, 1), (Placement, 1), (User, 6), (Visit, 6)):
        assert count(app, table) == rows


def test_a_submission_and_a_reflection_at_the_same_moment_both_count(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    prompts = [prompt.id for prompt in catalogue.load("tasks-vs-assets").prompts]
    read_everything(client, path)
    for prompt in prompts:
        client.post(f"{path}reflections/{prompt}", {"text": "too short"})
    attempt = begin(client, path)
    right = right_answers(app.extensions["database"], attempt)
    enough = {"text": "word " * 40}
    at_once(
        lambda: client.post(f"{attempt}/submission", right),
        *[lambda p=prompt: client.post(f"{path}reflections/{p}", enough) for prompt in prompts],
    )
    with app.extensions["database"].read() as session:
        assert session.scalars(select(Score.given)).all() == [20]


def test_looking_at_an_attempt_does_not_wait_for_somebody_who_writes(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    attempt = begin(client, client.open(platform))
    with app.extensions["database"].begin() as session:
        session.execute(select(Learner).with_for_update())
        session.execute(select(Attempt).with_for_update())
        assert client.get(attempt).status_code == 200


def test_an_open_attempt_is_continued_from_the_result_of_the_last(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    result = submit_right(client, path)
    attempt = begin(client, path)
    page = client.get(result).text
    assert f'href="{attempt}">Continue your attempt' in page
    assert "No attempts left" not in page


@pytest.mark.parametrize("number", ["99999999999999999999", "0", "9" * 5000])
def test_an_attempt_with_an_absurd_number_is_not_found(
    app: Flask, platform: Platform, number: str
) -> None:
    client = Client(app)
    assert client.get(f"{client.open(platform)}attempts/{number}").status_code == 404


def test_an_old_tab_that_left_a_question_as_it_was_does_not_undo_a_newer_answer(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    attempt = begin(client, client.open(platform))
    right = right_answers(app.extensions["database"], attempt)
    for item, names in right.items():
        client.post(f"{attempt}/answers", {"item_id": item, "chosen": names})
    untouched = {f"was.{item}": "" for item in right}
    result = client.post(f"{attempt}/submission", untouched)
    assert "16 of 16</h1>" in client.get(result.location).text


def test_a_page_says_what_earns_points_and_what_was_earned(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    assert (
        "Questions earn up to 16 points, reading and reflections up to 4: 20 in all."
        in client.get(path).text
    )
    result = submit_right(client, path)
    earned = "Questions 16 of 16, reading and reflections 0 of 4: 16 of 20 in all."
    assert earned in client.get(result).text


def test_staff_try_it_as_often_as_they_like(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform, instructor(platform)).removesuffix("class")
    for _ in range(catalogue.load("tasks-vs-assets").attempts + 1):
        submit_right(client, path)
    assert "No attempts left" not in client.get(path).text


@pytest.mark.parametrize("path", ["/", "/nowhere", "/lti/launch"])
def test_a_bare_address_says_where_the_way_in_is(app: Flask, path: str) -> None:
    assert "opens from a course in your LMS" in Client(app).get(path).text
