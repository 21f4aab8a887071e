"""Airflow's runs, one sentence at a time, on the smallest DAGs that show them."""

import pytest

from quizzes.errors import MalformedPipeline
from quizzes.orchestrators.dags import Dag, Kind, Outcome, Task
from quizzes.orchestrators.run_states import RunState, result
from quizzes.orchestrators.task_runs import (
    AssetEvent,
    begin,
    complete,
    finish,
    first_run,
    fresh,
    scheduler_pass,
)
from quizzes.orchestrators.trigger_rules import State

SUCCESS, FAILED, SKIPPED, UPSTREAM_FAILED = (
    State.SUCCESS,
    State.FAILED,
    State.SKIPPED,
    State.UPSTREAM_FAILED,
)
FAILS, SKIPS, FALSE = (Outcome.FAIL,), (Outcome.SKIP,), (Outcome.FALSE,)


def gate(*, only_direct=False):
    return Task("gate", kind=Kind.SHORT_CIRCUIT, attempts=FALSE, only_direct=only_direct)


def fork(*follow):
    return Task("fork", kind=Kind.BRANCH, follow=follow)


def run(*tasks):
    return first_run(Dag(tasks))


def ends(*tasks):
    return list(run(*tasks).states.values())


def test_a_failure_comes_down_as_upstream_failed_and_a_skip_as_skipped():
    below = Task("b", ("a",)), Task("c", ("b",))
    assert ends(Task("a", attempts=FAILS), *below) == [FAILED, UPSTREAM_FAILED, UPSTREAM_FAILED]
    assert ends(Task("a", attempts=SKIPS), *below) == [SKIPPED, SKIPPED, SKIPPED]


def test_a_task_is_tried_once_more_for_every_retry_until_it_succeeds():
    late = (Outcome.FAIL, Outcome.FAIL, Outcome.SUCCESS)
    assert ends(Task("a", attempts=late, retries=1)) == [FAILED]
    assert ends(Task("a", attempts=late, retries=2)) == [SUCCESS]
    assert run(Task("a", attempts=late, retries=5)).calls == {"a": 3}


def test_a_task_that_skips_itself_is_not_tried_again():
    assert run(Task("a", attempts=SKIPS, retries=2)).calls == {"a": 1}


def test_a_task_without_parents_runs_whatever_its_rule():
    assert ends(Task("a", trigger_rule="all_failed"), Task("b", trigger_rule="all_skipped")) == [
        SUCCESS,
        SUCCESS,
    ]


def test_a_branch_skips_the_children_that_it_does_not_follow():
    assert ends(fork("a"), Task("a", ("fork",)), Task("b", ("fork",))) == [
        SUCCESS,
        SUCCESS,
        SKIPPED,
    ]


def test_a_branch_leaves_a_child_that_also_lies_below_what_it_follows():
    join = Task("join", ("fork", "a"), "none_failed_min_one_success")
    assert ends(fork("a"), Task("a", ("fork",)), join) == [SUCCESS, SUCCESS, SUCCESS]


def test_a_branch_that_fails_has_chosen_nothing():
    failing = Task("fork", kind=Kind.BRANCH, attempts=FAILS)
    assert ends(failing, Task("a", ("fork",), "all_done")) == [FAILED, SUCCESS]


def test_a_short_circuit_skips_all_below_it_whatever_the_rules():
    chain = Task("a", ("gate",)), Task("b", ("a",), "all_done")
    assert ends(gate(), *chain) == [SUCCESS, SKIPPED, SKIPPED]


def test_a_short_circuit_that_is_only_direct_leaves_the_rest_to_the_rules():
    chain = Task("a", ("gate",)), Task("b", ("a",), "all_done")
    assert ends(gate(only_direct=True), *chain) == [SUCCESS, SKIPPED, SUCCESS]


def test_a_short_circuit_whose_condition_is_true_skips_nothing():
    opened = Task("gate", kind=Kind.SHORT_CIRCUIT)
    assert ends(opened, Task("a", ("gate",))) == [SUCCESS, SUCCESS]


def test_what_already_runs_is_not_skipped_but_its_retry_is():
    eager = Task("eager", ("gate",), "always", attempts=FAILS, retries=2)
    assert run(gate(), Task("eager", ("gate",), "always")).states["eager"] is SUCCESS
    assert run(gate(), eager).states["eager"] is SKIPPED
    assert run(gate(), eager).calls["eager"] == 1


def test_a_short_circuit_turns_upstream_failed_into_skipped():
    first, late = Task("first"), Task("gate", ("first",), kind=Kind.SHORT_CIRCUIT, attempts=FALSE)
    bad = Task("bad", attempts=FAILS)
    assert run(first, late, bad, Task("a", ("gate", "bad"))).states["a"] is SKIPPED


def house(work, *, setup=(Outcome.SUCCESS,), teardown=(Outcome.SUCCESS,), fails_run=False):
    """A cluster is made, used, and taken down."""
    return (
        Task("make", setup=True, attempts=setup),
        Task("work", ("make",), attempts=work),
        Task(
            "down",
            ("make", "work"),
            "all_done_setup_success",
            teardown=True,
            attempts=teardown,
            on_failure_fail_dagrun=fails_run,
        ),
    )


def test_a_teardown_runs_though_the_work_failed_if_its_setup_succeeded():
    assert ends(*house(FAILS)) == [SUCCESS, FAILED, SUCCESS]
    assert ends(*house(FAILS, setup=FAILS)) == [FAILED, UPSTREAM_FAILED, UPSTREAM_FAILED]
    assert ends(*house(FAILS, setup=SKIPS)) == [SKIPPED, SKIPPED, SKIPPED]


def test_a_short_circuit_skips_no_teardown():
    opened = Task("work", ("make",), kind=Kind.SHORT_CIRCUIT, attempts=FALSE)
    make, _, down = house(FAILS)
    assert ends(make, opened, down) == [SUCCESS, SUCCESS, SUCCESS]


def test_a_task_within_a_setup_further_up_runs_only_if_that_succeeded():
    make, _, down = house(FAILS, setup=FAILS)
    work = Task("work", ("make",), "all_done"), Task("use", ("work",), "all_done")
    below = Task("down", ("make", "use"), "all_done_setup_success", teardown=True)
    assert ends(make, *work, below) == [FAILED, SUCCESS, UPSTREAM_FAILED, UPSTREAM_FAILED]
    assert ends(make, *work, down) == [FAILED, SUCCESS, SUCCESS, UPSTREAM_FAILED]


def test_a_teardown_waits_for_all_between_its_setups_and_itself():
    between = Task("between", ("make",)), Task("early", ("between",), "always")
    down = Task("down", ("make", "early"), "all_done_setup_success", teardown=True)
    parents_done = begin(fresh(Dag((Task("make", setup=True), *between, down))), ["make", "early"])
    for name in ("make", "early"):
        parents_done = complete(parents_done, name)
    assert scheduler_pass(parents_done).states["down"] is State.NONE
    assert finish(parents_done).states["down"] is SUCCESS


def test_a_run_is_green_though_a_task_failed_if_no_leaf_did():
    tidy = Task("tidy", ("a",), "all_done")
    green = run(Task("a", attempts=FAILS), tidy)
    assert result(green).state is RunState.SUCCESS
    assert result(green).leaves == result(green).deciding == ("tidy",)


def test_a_run_is_red_through_the_leaves_that_failed_alone():
    red = run(Task("a", attempts=FAILS), Task("b", ("a",)), Task("c"))
    assert result(red).state is RunState.FAILED
    assert result(red).leaves == ("b", "c")
    assert result(red).deciding == ("b",)


def test_a_run_looks_past_teardowns_unless_they_are_to_fail_it():
    looked_past = run(*house((Outcome.SUCCESS,), teardown=FAILS))
    assert result(looked_past).leaves == ("work",)
    assert result(looked_past).state is RunState.SUCCESS
    heeded = run(*house((Outcome.SUCCESS,), teardown=FAILS, fails_run=True))
    assert result(heeded).leaves == ("down",)
    assert result(heeded).state is RunState.FAILED


def test_a_run_of_nothing_but_teardowns_looks_at_them():
    alone = run(Task("down", trigger_rule="all_done_setup_success", teardown=True, attempts=FAILS))
    assert result(alone).deciding == ("down",)


def test_only_success_makes_an_asset_event_and_declares_nothing_of_the_data():
    tasks = (
        Task("a", outlets=("orders", "items")),
        Task("b", attempts=FAILS, outlets=("revenue",)),
        Task("c", ("b",), outlets=("report",)),
        Task("d", attempts=SKIPS, outlets=("mail",)),
    )
    assert run(*tasks).events == (AssetEvent("orders", "a", 1), AssetEvent("items", "a", 1))


def test_a_retry_that_succeeds_makes_one_event():
    late = Task("a", retries=1, attempts=(Outcome.FAIL, Outcome.SUCCESS), outlets=("orders",))
    assert run(late).events == (AssetEvent("orders", "a", 2),)


@pytest.mark.parametrize(
    ("tasks", "complaint"),
    [
        ((Task("a"), Task("a")), "Two tasks are called a."),
        ((Task("a", ("b",)),), "a names b, which is no task."),
        ((Task("a", kind=Kind.BRANCH, follow=("b",)),), "a names b, which is no task."),
        ((Task("a"), Task("b", ("a", "a"))), "b names a dependency twice."),
        ((Task("a", ("a",)),), "These tasks wait for each other: a -> a."),
        ((Task("a", trigger_rule="most"),), "a has the trigger rule most: unknown."),
        ((Task("a", attempts=()),), "a needs an attempt, and 0 to 1000 retries."),
    ],
)
def test_what_airflow_would_not_load_is_refused_in_a_sentence(tasks, complaint):
    with pytest.raises(MalformedPipeline) as refused:
        Dag(tasks)
    assert str(refused.value) == complaint
