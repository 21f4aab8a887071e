"""What learners do with the questions, on both databases: begin, answer, submit, begin again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from quizzes import asking, attempts, picks
from quizzes.content.activity import Activity, Question
from quizzes.db import Database
from quizzes.errors import AnswerChecked, AttemptNotFound, Malformed, PlacementClosed
from quizzes.grading import from_json
from quizzes.models import Attempt, Learner, Placement
from quizzes.scenarios import Scenario, builders
from tests.quizzes.items.a_quiz import ASKED

ADA, ALAN, NOBODY = 1, 2, 3
HERE, ELSEWHERE = 1, 2
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
QUESTIONS = (Question("stale", "stale_now", "A", 2), Question("rebuilt", "rebuild_all", "A", 3))
ACTIVITY = Activity("rain", "v1", "Rain", "", (), QUESTIONS, points=10, attempts=3, pass_mark=0.6)


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A write transaction on tables with two learners and two placements of the activity."""
    database = Database(database_url)
    with database.begin() as session:
        session.add_all(Learner(id=learner, created_at=NOW) for learner in (ADA, ALAN))
        session.add_all(a_placement(number) for number in (HERE, ELSEWHERE))
        session.flush()
        yield session
    database.close()


def a_placement(number: int) -> Placement:
    return Placement(
        id=number,
        activity_key="rain",
        points=10,
        question_share=0.8,
        attempts_allowed=3,
        pass_mark=0.6,
        created_at=NOW,
    )


def start(session: Session, seed: int = 1, allowed: int | None = 3) -> Attempt:
    placement = session.get_one(Placement, HERE)
    return attempts.start(session, asking.draw(ACTIVITY, seed), placement, ADA, NOW, allowed)


def hold(session: Session, attempt: Attempt) -> Attempt:
    """Read Ada's attempt anew, as the next request does."""
    session.flush()
    session.expire_all()
    return attempts.hold(session, attempt.id, ADA, HERE)


def answer(
    session: Session,
    attempt: Attempt,
    item: str,
    chosen: list[str],
    at: datetime,
    confidence: str | None = None,
) -> None:
    """Have a pick of Ada's saved, and read her attempt anew, as the next request does."""
    session.flush()
    whose = picks.Whose(attempt.id, ADA, session.get_one(Placement, HERE))
    picks.save(session, whose, picks.Pick(item, chosen, at, confidence), NOW)
    session.expire_all()


def right(attempt: Attempt) -> dict[str, list[str]]:
    return {item.id: sorted(item.scenario.key) for item in attempts.quiz(attempt).items}


def kept(attempt: Attempt) -> dict[str, list[str]]:
    return {item: sorted(answer.chosen) for item, answer in attempts.answers(attempt).items()}


def test_an_attempt_asks_the_activitys_questions_about_scenarios_of_its_seed(session):
    attempt = hold(session, start(session, seed=7))
    assert from_json(attempt.quiz) == attempts.quiz(attempt) == asking.build_quiz(ACTIVITY, 7)
    assert [item.points for item in attempts.quiz(attempt).items] == [2, 3]
    assert (attempt.number, attempt.pack_version, attempt.started_at) == (1, "v1", NOW)


def test_starting_again_goes_on_with_the_attempt_that_is_open(session):
    assert start(session, seed=1) is start(session, seed=2)


def test_after_the_allowed_attempts_there_is_no_other(session):
    for number in (1, 2):
        attempt = start(session, seed=number, allowed=2)
        assert (attempt.number, attempt.seed) == (number, number)
        attempts.submit(session, attempt, {}, NOW)
    with pytest.raises(PlacementClosed, match="all of your attempts"):
        start(session, allowed=2)
    assert start(session, allowed=None).number == 3


@pytest.mark.parametrize(("learner", "placement"), [(ALAN, HERE), (ADA, ELSEWHERE), (NOBODY, HERE)])
def test_an_attempt_is_not_found_for_another_learner_or_placement(session, learner, placement):
    attempt = start(session)
    for reach in (attempts.find, attempts.hold):
        with pytest.raises(AttemptNotFound):
            reach(session, attempt.id, learner, placement)
    whose = picks.Whose(attempt.id, learner, session.get_one(Placement, placement))
    with pytest.raises(AttemptNotFound):
        picks.save(session, whose, picks.Pick("stale", [], NOW), NOW)


def test_who_looks_at_an_attempt_reads_its_text_only_where_it_is_not_remembered(session):
    number = start(session).id
    session.expunge_all()  # as in another request
    attempt = attempts.find(session, number, ADA, HERE)
    assert [item.id for item in attempts.quiz(attempt).items] == ["stale", "rebuilt"]
    assert "quiz" in inspect(attempt).unloaded


def test_what_can_be_chosen_is_forgotten_with_the_submission(session):
    attempt, read = start(session), []
    asking.offers(attempt, lambda: read.append("before") or attempt)
    attempts.submit(session, attempt, {}, NOW)
    asking.offers(attempt, lambda: read.append("afterwards") or attempt)
    assert read == ["afterwards"]


def test_a_newer_answer_takes_the_place_of_the_one_before(session):
    attempt = start(session)
    names = right(attempt)["stale"]
    answer(session, attempt, "stale", names, NOW)
    answer(session, attempt, "stale", names[:1], LATER)
    attempt = hold(session, attempt)
    assert kept(attempt) == {"stale": names[:1]}
    assert [response.answered_at for response in attempt.responses] == [LATER]


@pytest.mark.parametrize(("item", "chosen"), [("nonsense", []), ("stale", ["no_such_asset"])])
def test_an_answer_that_fits_no_question_is_not_kept(session, item, chosen):
    attempt = start(session)
    with pytest.raises(Malformed):
        answer(session, attempt, item, chosen, NOW)
    assert kept(hold(session, attempt)) == {}


def test_what_is_chosen_at_the_submit_is_kept_and_graded(session):
    attempt = start(session)
    attempts.submit(session, attempt, right(attempt), LATER)
    attempt = hold(session, attempt)
    assert kept(attempt) == right(attempt)
    assert (attempt.given, attempt.maximum, attempt.submitted_at) == (5, 5, LATER)


def test_a_kept_answer_stands_where_the_submit_chooses_nothing_for_its_question(session):
    attempt = start(session)
    key = right(attempt)
    for item, names in key.items():
        answer(session, attempt, item, names, NOW)
    attempts.submit(session, attempt, {"rebuilt": []}, LATER)
    attempt = hold(session, attempt)
    assert kept(attempt) == {"stale": key["stale"], "rebuilt": []}
    assert attempt.given == 2


def test_a_submit_with_one_answer_that_does_not_fit_changes_nothing(session):
    attempt = start(session)
    chosen = right(attempt) | {"rebuilt": ["no_such_asset"]}
    with pytest.raises(Malformed):
        attempts.submit(session, attempt, chosen, NOW)
    attempt = hold(session, attempt)
    assert (kept(attempt), attempt.submitted_at, attempt.given) == ({}, None, None)


def test_a_submitted_attempt_takes_no_answers_and_a_second_submit_changes_nothing(session):
    attempt = start(session)
    key = right(attempt)
    attempts.submit(session, attempt, {"stale": key["stale"]}, NOW)
    with pytest.raises(PlacementClosed, match="already submitted"):
        answer(session, attempt, "rebuilt", key["rebuilt"], LATER)
    attempts.submit(session, attempt, key, LATER)
    attempt = hold(session, attempt)
    assert kept(attempt) == {"stale": key["stale"]}
    assert (attempt.given, attempt.submitted_at) == (2, NOW)


def test_an_attempt_is_asked_marked_and_explained_as_before_when_builder_and_pack_change(
    session, monkeypatch
):
    attempt = start(session)
    asked, key = attempts.quiz(attempt), right(attempt)
    answer(session, attempt, "stale", key["stale"], NOW)
    monkeypatch.setitem(
        builders.BUILDERS, "stale_now", replace(builders.BUILDERS["stale_now"], build=another)
    )
    builders.build.cache_clear()
    changed = replace(ACTIVITY, version="v2", questions=QUESTIONS[1:])
    placement = session.get_one(Placement, HERE)
    drawn = asking.draw(changed, 1)
    assert attempts.start(session, drawn, placement, ADA, LATER, 3) is attempt
    attempt = hold(session, attempt)
    assert from_json(attempt.quiz) == attempts.quiz(attempt) == asked
    attempts.submit(session, attempt, key, LATER)
    assert (attempt.given, attempt.maximum, attempt.pack_version) == (5, 5, "v1")
    again = asking.build_quiz(replace(ACTIVITY, version="v2"), seed=1)
    assert again.items[0] != asked.items[0]
    builders.build.cache_clear()


def another(about: str, seed: int) -> Scenario:
    """What a later version of a builder makes of the same label and seed."""
    return ASKED["pick_nodes"]


def test_how_sure_somebody_is_is_kept_with_the_answer_and_without_one(session):
    attempt = start(session)
    answer(session, attempt, "stale", right(attempt)["stale"], NOW, "certain")
    attempts.keep(session, attempt, {}, NOW, {"rebuilt": "guessing"})
    answer(session, attempt, "stale", [], LATER)
    attempt = hold(session, attempt)
    assert kept(attempt) == {"stale": [], "rebuilt": []}
    assert attempts.confidences(attempt) == {"stale": "certain", "rebuilt": "guessing"}


def test_how_sure_somebody_is_must_be_one_of_three(session):
    attempt = start(session)
    with pytest.raises(Malformed):
        answer(session, attempt, "stale", [], NOW, "absolutely")
    assert kept(hold(session, attempt)) == {}


def test_how_sure_somebody_is_changes_no_score(session):
    attempt = start(session)
    key = right(attempt)
    attempts.keep(session, attempt, key, NOW, dict.fromkeys(key, "guessing"))
    attempts.submit(session, attempt, {}, LATER)
    assert (attempt.given, attempt.maximum) == (5, 5)


def test_a_checked_answer_stays_and_the_others_are_taken(session):
    attempt = start(session)
    key = right(attempt)
    attempts.keep(session, attempt, {"stale": key["stale"]}, NOW, {"stale": "certain"})
    assert attempts.check(session, attempt, "stale", NOW)
    other = {"stale": key["stale"][:-1], "rebuilt": key["rebuilt"]}
    assert attempts.keep(session, attempt, other, LATER, {"stale": "guessing"}) == ("stale",)
    attempt = hold(session, attempt)
    assert kept(attempt) == key
    assert attempts.confidences(attempt) == {"stale": "certain"}
    assert attempts.checked(attempt) == {"stale"}


def test_a_checked_answer_is_refused_another_and_takes_the_same_again(session):
    attempt = start(session)
    names = right(attempt)["stale"]
    answer(session, attempt, "stale", names, NOW)
    attempts.check(session, attempt, "stale", NOW)
    answer(session, attempt, "stale", names, LATER)
    with pytest.raises(AnswerChecked, match="stays as it is"):
        answer(session, attempt, "stale", [], LATER)
    (response,) = hold(session, attempt).responses
    assert (response.checked_at, response.answered_at) == (NOW, NOW)


def test_checking_twice_is_checking_once(session):
    attempt = start(session)
    answer(session, attempt, "stale", right(attempt)["stale"], NOW)
    for at in (NOW, LATER):
        assert attempts.check(session, attempt, "stale", at)
    assert [response.checked_at for response in hold(session, attempt).responses] == [NOW]


@pytest.mark.parametrize("chosen", [None, []])
def test_there_is_nothing_to_check_before_there_is_an_answer(session, chosen):
    attempt = start(session)
    if chosen is not None:
        answer(session, attempt, "stale", chosen, NOW)
    assert not attempts.check(session, attempt, "stale", NOW)
    assert not attempts.checked(hold(session, attempt))


def test_a_submit_marks_checked_and_unchecked_answers_alike(session):
    attempt = start(session)
    key = right(attempt)
    answer(session, attempt, "stale", key["stale"], NOW)
    attempts.check(session, attempt, "stale", NOW)
    attempts.submit(session, attempt, {"stale": [], "rebuilt": key["rebuilt"]}, LATER)
    attempt = hold(session, attempt)
    assert kept(attempt) == key
    assert (attempt.given, attempt.maximum) == (5, 5)
