"""From an earned score to the gradebook: when it is owed, sent, repeated, postponed, refused."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from lti_tool.grades import dispositions, outbox
from lti_tool.grades.delivery import TRIES_AT_ONE
from lti_tool.grades.dispositions import Disposition
from lti_tool.grades.leases import LEASE
from lti_tool.models import Enrollment, ResourceLink, Score, ToolKey, User
from quizzes import standings
from quizzes.content import catalogue
from quizzes.db import utcnow
from tests.support.answers import right_answers
from tests.support.delivering import (
    change,
    deliver,
    later,
    lease,
    link_of,
    score_of,
    tried_often,
)
from tests.support.launching import (
    AGS,
    MEANT,
    Client,
    begin,
    claims,
    instructor,
    read_everything,
    submit_right,
)
from tests.support.platform import Platform
from tests.support.polling import eventually


def test_a_submitted_score_is_owed_at_once_and_arrives_in_the_line_item(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    result = submit_right(client, path)
    assert score_of(app).due_at is not None
    deliver(app)
    (sent,) = platform.asked_for("/scores")
    assert (sent.path, sent.query) == ("/items/1/scores", {"type_id": ["1"]})
    assert sent.headers["content-type"] == "application/vnd.ims.lis.v1.score+json"
    assert sent.json["userId"] == "student-1"
    assert (sent.json["scoreGiven"], sent.json["scoreMaximum"]) == (16, 20)
    assert sent.json["gradingProgress"] == "FullyGraded"
    assert "Questions" in sent.json["comment"]
    assert "In the gradebook: 16 of 20" in client.get(result).text


def test_the_comment_says_questions_in_percent_since_their_points_are_not_the_gradebooks(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    submit_right(client, path)
    assert score_of(app).comment.startswith("Questions 100 % (16 of 16), sections read 0 of 6")
    client.post(f"{begin(client, path)}/submission", MEANT)
    read_everything(client, path)
    best = "Questions 100 % (16 of 16, best of 2 attempts), sections read 6 of 6"
    assert score_of(app).comment.startswith(best)


def test_nothing_is_owed_before_the_questions_are_submitted(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    read_everything(client, path)
    begin(client, path)
    with app.extensions["database"].read() as session:
        assert session.scalars(select(Score)).all() == []


def test_the_score_is_sent_again_when_reading_raises_it(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    submit_right(client, path)
    first = deliver(app)
    read_everything(client, path)
    risen = score_of(app)
    assert (first.given, risen.given, risen.maximum) == (16, 20, 20)
    assert risen.timestamp >= first.timestamp + timedelta(seconds=1)
    deliver(app, risen.due_at)
    assert platform.scores["student-1"]["scoreGiven"] == 20


def test_a_worse_attempt_is_not_sent(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    submit_right(client, path)
    before = deliver(app)
    client.post(begin(client, path) + "/submission", MEANT)
    assert score_of(app).version == before.version
    assert score_of(app).given == before.given


def test_a_better_attempt_is_sent_and_names_itself_the_best(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    client.post(begin(client, path) + "/submission", MEANT)
    deliver(app)
    submit_right(client, path)
    deliver(app, later(minutes=1))
    assert platform.scores["student-1"]["scoreGiven"] == 16
    assert "best of 2 attempts" in platform.scores["student-1"]["comment"]


def test_staff_are_never_graded(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform, instructor(platform)).removesuffix("class")
    submit_right(client, path)
    read_everything(client, path)
    with app.extensions["database"].read() as session:
        assert session.scalars(select(Score)).all() == []


def test_a_link_without_a_grade_column_says_so_and_pays_when_it_gets_one(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    endpoint = AGS + "claim/endpoint"
    without = {"scope": [AGS + "scope/score"], "lineitems": platform.url("/items")}
    path = client.open(platform, claims(platform, **{endpoint: without}))
    result = submit_right(client, path)
    assert "ask your instructor" in client.get(result).text
    assert deliver(app, later(hours=1)).delivered_version == 0
    assert platform.asked_for("/scores") == []
    client.open(platform)
    paid = deliver(app)
    assert paid.delivered_version == paid.version
    assert platform.scores["student-1"]["scoreGiven"] == 16


def test_a_platform_that_is_down_gets_it_later(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    result = submit_right(client, path)
    platform.answers["/scores"] = lambda _: (503, "busy")
    waiting = deliver(app)
    assert waiting.delivered_version == 0
    assert waiting.due_at
    assert waiting.due_at > utcnow()
    page = client.get(result).text
    assert "not in the gradebook yet" in page
    assert "503" in page
    del platform.answers["/scores"]
    assert deliver(app, waiting.due_at).delivered_version == 1


def test_each_failure_waits_longer_than_the_one_before(app: Flask, platform: Platform) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    platform.answers["/scores"] = lambda _: (500, "")
    waits = []
    for _ in range(4):
        at = utcnow()
        due = score_of(app).due_at
        waiting = deliver(app, max(at, due) if due else at)
        assert waiting.due_at
        waits.append(waiting.due_at - utcnow())
    assert waits[3] > waits[0] * 2


def test_a_refusal_keeps_the_platforms_own_words_and_is_not_repeated(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    result = submit_right(client, path)
    platform.answers["/scores"] = lambda _: (422, "This student has left the course")
    refused = deliver(app)
    assert refused.due_at is None
    assert "This student has left the course" in client.get(result).text
    deliver(app, later(hours=24))
    assert len(platform.asked_for("/scores")) == 1


def test_an_lms_that_is_not_there_for_a_moment_costs_no_score_and_no_column(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    column = link_of(app).line_item_url
    for ending in ("/items/1", "/scores"):
        platform.answers[ending] = lambda _: (404, "404 page not found")
    waits = deliver(app)
    assert waits.due_at
    assert "404 page not found" in (waits.problem or "")
    assert link_of(app).line_item_url == column
    platform.answers.clear()
    sent = deliver(app, later(minutes=1))
    assert sent.delivered_version == sent.version


def test_an_instructor_can_send_a_refused_score_again(app: Flask, platform: Platform) -> None:
    student = Client(app)
    submit_right(student, student.open(platform))
    platform.answers["/scores"] = lambda _: (404, "no such column")
    tried_often(app)
    deliver(app)
    del platform.answers["/scores"]
    teacher = Client(app)
    overview = teacher.open(platform, instructor(platform))
    assert "1 grade not in the LMS" in teacher.get(overview).text
    teacher.post(overview + "/retry")
    sent_again = deliver(app)
    assert sent_again.delivered_version == sent_again.version


def test_a_crash_after_sending_repeats_the_same_score_which_counts_as_delivered(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    (leased,) = lease(app)
    app.extensions["services"].send_score(leased.registration, leased.line_item_url, leased.payload)
    assert score_of(app).delivered_version == 0  # here the worker was killed
    assert deliver(app, later(minutes=1)).delivered_version == 1
    first, second = platform.asked_for("/scores")
    assert first.json == second.json
    assert score_of(app).version == 1


def test_a_platform_that_has_our_last_score_under_a_later_time_gets_the_next_under_a_later_one(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    submit_right(client, path)
    deliver(app)
    read_everything(client, path)
    ahead = (utcnow() + timedelta(seconds=60)).isoformat(timespec="milliseconds")
    platform.scores["student-1"]["timestamp"] = ahead
    risen = score_of(app).due_at
    for _ in range(100):
        risen = deliver(app, risen).due_at
        if not risen:
            break
    assert platform.scores["student-1"]["scoreGiven"] == 20


def test_a_grade_that_we_never_sent_is_left_alone_and_shown_until_somebody_decides(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    result = submit_right(client, client.open(platform))
    ahead = (utcnow() + timedelta(seconds=1)).isoformat(timespec="milliseconds")
    newer = {"userId": "student-1", "scoreGiven": 9, "scoreMaximum": 10, "timestamp": ahead}
    platform.scores["student-1"] = newer
    left_alone = deliver(app)
    assert (left_alone.due_at, left_alone.finding) == (None, "different")
    assert platform.scores == {"student-1": newer}
    assert "another grade there, 9 of 10" in client.get(result).text
    with app.extensions["database"].begin() as session:
        outbox.retry(session, session.scalars(select(ResourceLink)).one(), later(minutes=1))
    assert deliver(app, later(minutes=2)).delivered_version == 2
    assert platform.scores["student-1"]["scoreGiven"] == 16


def test_an_old_score_of_a_restored_backup_is_not_sent_over_a_newer_one(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    yesterday = utcnow() - timedelta(days=1)
    change(app, Score, timestamp=yesterday, due_at=yesterday)
    platform.scores["student-1"] = {"userId": "student-1", "scoreGiven": 9, "scoreMaximum": 10}
    assert deliver(app).finding == "different"
    assert platform.asked_for("/scores") == []


def test_a_score_that_waited_long_is_sent_where_the_platform_has_none_or_one_of_ours(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    submit_right(client, path)
    yesterday = utcnow() - timedelta(days=1)
    change(app, Score, timestamp=yesterday, due_at=yesterday)
    assert deliver(app).delivered_version == 1
    read_everything(client, path)
    change(app, Score, timestamp=yesterday + timedelta(hours=1), due_at=yesterday)
    risen = deliver(app)
    assert risen.delivered_version == risen.version
    assert platform.scores["student-1"]["scoreGiven"] == 20


def test_whoever_came_to_teach_after_earning_is_not_sent(app: Flask, platform: Platform) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    change(app, Enrollment, is_staff=True)
    assert deliver(app).delivered_version == 0
    assert platform.asked_for("/scores") == []
    change(app, Enrollment, is_staff=False)
    assert deliver(app, later(hours=2)).delivered_version == 1


def test_a_correction_may_lower_a_score_and_keeps_the_time_of_the_submission(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    before = deliver(app)
    with app.extensions["database"].begin() as session:
        link, user = (
            session.scalars(select(ResourceLink)).one(),
            session.get_one(User, before.user_id),
        )
        activity = catalogue.load(link.placement.activity_key)
        standing = standings.find(session, activity, link.placement, user.learner_id)
        same = outbox.correct(session, link, user, standing, later(minutes=1))
        lower = replace(standing, score=5)
        lowered = outbox.correct(session, link, user, lower, later(minutes=1))
    assert (same, lowered) == (None, user.registration_id)
    deliver(app, later(minutes=2))
    first, second = platform.asked_for("/scores")
    assert second.json["scoreGiven"] == 5
    assert second.json["submission"] == first.json["submission"]
    assert second.json["timestamp"] > first.json["timestamp"]


def test_a_grade_that_stays_locked_is_refused_with_what_to_do(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    platform.answers["/scores"] = lambda _: (500, "")
    for _ in range(TRIES_AT_ONE):
        assert deliver(app, later(hours=24)).due_at
    refused = deliver(app, later(hours=24))
    assert refused.due_at is None
    assert "Unlock it in the gradebook" in (refused.problem or "")


def test_an_outcome_that_rises_while_one_is_on_its_way_is_sent_afterwards(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    submit_right(client, path)

    def meanwhile(asked: Any) -> tuple[int, Any]:
        del platform.answers["/scores"]
        read_everything(client, path)
        return platform.usual(asked)

    platform.answers["/scores"] = meanwhile
    after = deliver(app)
    assert after.delivered_version < after.version
    assert after.due_at
    deliver(app, after.due_at)
    assert platform.scores["student-1"]["scoreGiven"] == 20
    assert score_of(app).delivered_version == score_of(app).version


def test_the_database_itself_refuses_a_score_above_its_maximum(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    with (
        pytest.raises(Exception, match="given_within_maximum"),
        app.extensions["database"].begin() as session,
    ):
        session.execute(update(Score).values(given=21))


def test_a_sweep_finds_what_no_message_announced(app: Flask, platform: Platform) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    jobs = app.extensions["jobs"]
    jobs.work()
    try:
        jobs.sweep(utcnow())
        eventually(lambda: score_of(app).delivered_version == 1, "the score to be delivered")
    finally:
        jobs.stop()


def test_submitting_sends_without_waiting_for_the_sweep(app: Flask, platform: Platform) -> None:
    jobs = app.extensions["jobs"]
    jobs.work()
    try:
        client = Client(app)
        submit_right(client, client.open(platform))
        eventually(lambda: "student-1" in platform.scores, "the score to arrive")
    finally:
        jobs.stop()
    assert platform.scores["student-1"]["scoreGiven"] == 16


def test_a_second_submit_of_the_same_attempt_changes_nothing(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    attempt = begin(client, path)
    right = right_answers(app.extensions["database"], attempt)
    first = client.post(f"{attempt}/submission", right)
    before = score_of(app)
    second = client.post(f"{attempt}/submission", {})
    assert first.location == second.location
    assert (score_of(app).version, score_of(app).given) == (before.version, before.given)


def test_a_400_about_the_time_is_answered_with_a_later_one_as_open_edx_wants_it(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    said = {"timestamp": ["Score timestamp can only be updated to a later point in time"]}
    first = iter([(400, said)])
    platform.answers["/scores"] = lambda asked: next(first, None) or platform.take(asked.json)
    waiting = deliver(app)
    assert waiting.due_at
    assert deliver(app, waiting.due_at).delivered_version == 2
    earlier, later_one = platform.asked_for("/scores")
    assert later_one.json["timestamp"] > earlier.json["timestamp"]


def test_a_link_without_a_column_owes_nothing_that_could_be_sent_again(
    app: Flask, platform: Platform
) -> None:
    endpoint = {AGS + "claim/endpoint": {"scope": [AGS + "scope/score"]}}
    client = Client(app)
    submit_right(client, client.open(platform, claims(platform, **endpoint)))
    teacher = Client(app)
    overview = teacher.open(platform, instructor(platform, **endpoint))
    assert "Send the missing grades again" not in teacher.get(overview).text
    teacher.post(overview + "/retry")
    assert score_of(app).due_at is None


def test_a_column_that_is_replaced_while_a_score_is_on_its_way_gets_it_too(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    moved = {"scope": [AGS + "scope/score"], "lineitem": platform.url("/items/2")}

    def meanwhile(asked: Any) -> tuple[int, Any]:
        del platform.answers["/scores"]
        Client(app).open(platform, claims(platform, **{AGS + "claim/endpoint": moved}))
        return 200, ""

    platform.answers["/scores"] = meanwhile
    deliver(app)
    deliver(app, later(minutes=1))
    assert [asked.path for asked in platform.asked_for("/scores")] == [
        "/items/1/scores",
        "/items/2/scores",
    ]


def test_odd_results_after_a_conflict_only_cost_another_try(app: Flask, platform: Platform) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    platform.answers["/scores"] = lambda _: (409, [])
    odd = [{"userId": "student-1", "resultScore": "7", "resultMaximum": {}}]
    platform.answers["/results"] = lambda _: (200, odd)
    assert deliver(app).failures == 1


def test_a_failure_of_ours_is_not_repeated_at_once(app: Flask, platform: Platform) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    client.get("/lti/jwks.json")
    with app.extensions["database"].begin() as session:
        session.execute(update(ToolKey).values(sealed_private_key="sealed otherwise"))
    waiting = deliver(app)
    assert waiting.failures == 1
    assert waiting.due_at
    assert waiting.due_at > utcnow()


def test_sending_again_never_sends_before_a_scores_own_time(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    submit_right(client, path)
    deliver(app)
    ahead = (utcnow() + timedelta(seconds=30)).replace(microsecond=0)
    with app.extensions["database"].begin() as session:
        session.execute(update(Score).values(timestamp=ahead, version=2))
        outbox.retry(session, session.scalars(select(ResourceLink)).one(), utcnow())
    assert score_of(app).due_at == ahead


def test_a_slow_worker_does_not_let_go_of_anothers_lease(app: Flask, platform: Platform) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    now = utcnow()
    (slow,) = lease(app, now)
    (quick,) = lease(app, now + LEASE * 2)
    with app.extensions["database"].begin() as session:
        dispositions.note(session, [Disposition("later", slow, "too slow", now)], now)
    assert score_of(app).claimed_until == quick.leased_until
