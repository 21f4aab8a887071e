"""What each migration promises of rows that were there before it; a sentence each."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.migrations.filling import Rows
from tests.migrations.walking import Step


def said(rows: Rows, table: str, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in columns) for row in rows[table]]


def a_score_is_of_its_links_activity(step: Step) -> bool:
    return said(step.after, "score", "id", "placement_id") == [(1, 1), (2, 2)]


def an_activity_is_passed_as_it_was_before_that_could_be_set(step: Step) -> bool:
    return said(step.after, "placement", "pass_mark") == [(0.6,)] * 2


def answers_are_marked_at_the_end(step: Step) -> bool:
    return said(step.after, "placement", "feedback") == [("at_the_end",)] * 2


def a_score_is_of_its_persons_platform(step: Step) -> bool:
    return said(step.after, "score", "id", "registration_id") == [(1, 1), (2, 2)]


def what_a_platform_has_taken_is_known_to_be_ours(step: Step) -> bool:
    scores = said(step.after, "score", "delivered_at", "sent_shares")
    shares = [json.loads(sent) if isinstance(sent, str) else sent for _, sent in scores]
    return [bool(at) for at, _ in scores] == [True, False] and shares == [[1.0], []]


def a_key_signs_at_once_and_stays_published(step: Step) -> bool:
    return said(step.after, "tool_key", "signs_from", "published_until") == [(None, None)] * 2


def whoever_only_tried_is_known_to_have_only_tried(step: Step) -> bool:
    tried = said(step.before, "user", "trial_learner_id") == [(1,), (None,)]
    return tried and said(step.after, "learner", "id", "only_tries") == [(1, True), (2, False)]


def the_best_attempt_counts_and_being_late_costs_nothing(step: Step) -> bool:
    settings = said(step.after, "placement", "counting", "late_penalty", "time_zone")
    return settings == [("best", 0, "UTC")] * 2


def nobody_keeps_two_open_attempts_where_none_can_be_set_aside(step: Step) -> bool:
    attempts = said(step.back, "attempt", "id", "submitted_at", "given")
    still_open = [number for number, submitted_at, _ in attempts if not submitted_at]
    return still_open == [2, 4] and attempts[2][2] == 0


PROMISES: Mapping[str, tuple[Callable[[Step], bool], ...]] = {
    "0002": (
        a_score_is_of_its_links_activity,
        an_activity_is_passed_as_it_was_before_that_could_be_set,
    ),
    "0003": (answers_are_marked_at_the_end,),
    "0006": (a_score_is_of_its_persons_platform, what_a_platform_has_taken_is_known_to_be_ours),
    "0009": (a_key_signs_at_once_and_stays_published,),
    "0008": (whoever_only_tried_is_known_to_have_only_tried,),
    "0007": (
        the_best_attempt_counts_and_being_late_costs_nothing,
        nobody_keeps_two_open_attempts_where_none_can_be_set_aside,
    ),
}
