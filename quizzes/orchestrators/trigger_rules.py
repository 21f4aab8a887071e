"""Every trigger rule of Airflow 3.3, one short function each (apache-airflow 3.3.2).

A rule looks at how its direct parents stand and says what the scheduler does with the task
*now*: leave it waiting, schedule it, or settle it as skipped or upstream_failed. Most rules
do not wait for every parent. Source: airflow/ti_deps/deps/trigger_rule_dep.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from quizzes.saying import say


class State(Enum):
    """Where one task of one run stands; the values are Airflow's own words."""

    NONE = "none"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    UP_FOR_RETRY = "up_for_retry"
    SUCCESS = "success"
    FAILED = "failed"
    SKIPPED = "skipped"
    UPSTREAM_FAILED = "upstream_failed"


FINISHED = (State.SUCCESS, State.SKIPPED, State.FAILED, State.UPSTREAM_FAILED)
FAILURES = (State.FAILED, State.UPSTREAM_FAILED)


class Parents(NamedTuple):
    """How many direct parents a task has, how many are in each final state, its setups' states."""

    total: int
    success: int
    skipped: int
    failed: int
    upstream_failed: int
    setups: tuple[State, ...] = ()

    @classmethod
    def of(cls, states: tuple[State, ...], setups: tuple[State, ...] = ()) -> Parents:
        """Count the parents' states; those of the setups among them come once more."""
        success, skipped, failed, upstream_failed = map(states.count, FINISHED)
        return cls(len(states), success, skipped, failed, upstream_failed, setups)

    @property
    def unsuccessful(self) -> int:
        """How many failed, or could not run for failures above them."""
        return self.failed + self.upstream_failed

    @property
    def done(self) -> int:
        """How many are in a final state."""
        return self.success + self.skipped + self.failed + self.upstream_failed

    @property
    def all_done(self) -> bool:
        """Whether nothing is left to wait for."""
        return self.done == self.total


@dataclass(frozen=True)
class Verdict:
    """The state that a rule gives the task, and the states of the parents that decided it."""

    state: State
    because: tuple[State, ...] = FINISHED


WAIT = Verdict(State.NONE, ())
RUN, SKIP, FAIL = Verdict(State.SCHEDULED), Verdict(State.SKIPPED), Verdict(State.UPSTREAM_FAILED)
RUN_FOR_SUCCESS = Verdict(State.SCHEDULED, (State.SUCCESS,))
RUN_FOR_FAILURE = Verdict(State.SCHEDULED, FAILURES)
RUN_FOR_EITHER = Verdict(State.SCHEDULED, (State.SUCCESS, State.FAILED))
SKIP_FOR_SKIPPED = Verdict(State.SKIPPED, (State.SKIPPED,))
SKIP_FOR_NO_FAILURE = Verdict(State.SKIPPED, (State.SUCCESS, State.SKIPPED))
SKIP_FOR_NOT_SKIPPED = Verdict(State.SKIPPED, (State.SUCCESS, *FAILURES))
FAIL_FOR_FAILURE = Verdict(State.UPSTREAM_FAILED, FAILURES)


def all_success(parents: Parents) -> Verdict:
    """The first failed or skipped parent settles it; failed wins where both are seen."""
    if parents.unsuccessful:
        return FAIL_FOR_FAILURE
    if parents.skipped:
        return SKIP_FOR_SKIPPED
    return RUN if parents.all_done else WAIT


def all_failed(parents: Parents) -> Verdict:
    """Upstream_failed counts as failed."""
    if parents.success or parents.skipped:
        return SKIP_FOR_NO_FAILURE
    return RUN if parents.all_done else WAIT


def all_done(parents: Parents) -> Verdict:
    """However the parents ended."""
    return RUN if parents.all_done else WAIT


def all_done_min_one_success(parents: Parents) -> Verdict:
    """A skipped parent is not "done" for this rule: it skips the task at once."""
    if parents.skipped:
        return SKIP_FOR_SKIPPED
    if not parents.all_done:
        return WAIT
    return RUN if parents.success else FAIL


def all_done_setup_success(parents: Parents) -> Verdict:
    """The rule of teardowns: one setup that succeeded is enough, and none needs to be there."""
    if not parents.all_done:
        return WAIT
    if not parents.setups or State.SUCCESS in parents.setups:
        return RUN
    return SKIP if set(parents.setups) == {State.SKIPPED} else FAIL


def one_success(parents: Parents) -> Verdict:
    """Does not wait for the others."""
    if parents.success:
        return RUN_FOR_SUCCESS
    if not parents.all_done:
        return WAIT
    return SKIP if parents.skipped == parents.total else FAIL


def one_failed(parents: Parents) -> Verdict:
    """Does not wait for the others; upstream_failed counts as failed."""
    if parents.unsuccessful:
        return RUN_FOR_FAILURE
    return SKIP if parents.all_done else WAIT


def one_done(parents: Parents) -> Verdict:
    """Does not wait for the others; neither skipped nor upstream_failed counts as done."""
    if parents.success or parents.failed:
        return RUN_FOR_EITHER
    return SKIP if parents.all_done else WAIT


def none_failed(parents: Parents) -> Verdict:
    """Runs even if every parent was skipped."""
    if parents.unsuccessful:
        return FAIL_FOR_FAILURE
    return RUN if parents.all_done else WAIT


def none_failed_min_one_success(parents: Parents) -> Verdict:
    """The rule for joining branches: skipped if every parent was."""
    if parents.unsuccessful:
        return FAIL_FOR_FAILURE
    if not parents.all_done:
        return WAIT
    return RUN if parents.success else SKIP


def none_skipped(parents: Parents) -> Verdict:
    """Failed parents are no hindrance."""
    if parents.skipped:
        return SKIP_FOR_SKIPPED
    return RUN if parents.all_done else WAIT


def all_skipped(parents: Parents) -> Verdict:
    """The first parent that was not skipped settles it."""
    if parents.success or parents.unsuccessful:
        return SKIP_FOR_NOT_SKIPPED
    return RUN if parents.all_done else WAIT


def always(parents: Parents) -> Verdict:  # noqa: ARG001  # a rule like the others
    """Waits for nobody: such a task runs at the same time as the first ones."""
    return Verdict(State.SCHEDULED, ())


@dataclass(frozen=True)
class TriggerRule:
    """A rule and, for the learner, what it needs of the parents to run the task, as a clause."""

    needs: str
    decide: Callable[[Parents], Verdict]


RULES = {
    "all_success": TriggerRule(say("all_success needs every parent to succeed"), all_success),
    "all_failed": TriggerRule(say("all_failed needs every parent to fail"), all_failed),
    "all_done": TriggerRule(say("all_done needs every parent to be done"), all_done),
    "all_done_min_one_success": TriggerRule(
        say(
            "all_done_min_one_success needs every parent to be done, "
            "none skipped, and one to succeed"
        ),
        all_done_min_one_success,
    ),
    "all_done_setup_success": TriggerRule(
        say(
            "all_done_setup_success needs every parent to be done, "
            "and one setup among them to succeed"
        ),
        all_done_setup_success,
    ),
    "one_success": TriggerRule(say("one_success needs one parent to succeed"), one_success),
    "one_failed": TriggerRule(say("one_failed needs one parent to fail"), one_failed),
    "one_done": TriggerRule(say("one_done needs one parent to succeed or fail"), one_done),
    "none_failed": TriggerRule(
        say("none_failed needs every parent to be done and none to fail"), none_failed
    ),
    "none_failed_min_one_success": TriggerRule(
        say(
            "none_failed_min_one_success needs every parent to be done, "
            "none to fail, and one to succeed"
        ),
        none_failed_min_one_success,
    ),
    "none_skipped": TriggerRule(
        say("none_skipped needs every parent to be done and none to be skipped"), none_skipped
    ),
    "all_skipped": TriggerRule(say("all_skipped needs every parent to be skipped"), all_skipped),
    "always": TriggerRule(say("always needs nothing of its parents"), always),
}
