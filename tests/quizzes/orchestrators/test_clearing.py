"""What a clear resets, and what runs again after it."""

from quizzes.orchestrators.clearing import Clear, clear, cleared
from quizzes.orchestrators.dags import Dag, Kind, Outcome, Task
from quizzes.orchestrators.run_states import RunState, result
from quizzes.orchestrators.task_runs import AssetEvent, finish, first_run
from quizzes.orchestrators.trigger_rules import State

FAIL, SUCCESS = Outcome.FAIL, Outcome.SUCCESS
CHAIN = first_run(
    Dag((Task("a"), Task("b", ("a",), attempts=(FAIL, SUCCESS)), Task("c", ("b",)), Task("d")))
)


def everything(task, *, downstream=True):
    return Clear(task, downstream=downstream, only_failed=False)


def test_a_clear_takes_the_picked_task_and_what_is_below_it_if_asked():
    assert cleared(CHAIN, everything("b")) == ("b", "c")
    assert cleared(CHAIN, everything("b", downstream=False)) == ("b",)


def test_the_defaults_clear_one_task_and_only_if_it_failed():
    assert cleared(CHAIN, Clear("b")) == ("b",)
    assert cleared(CHAIN, Clear("a")) == ()


def test_only_failed_takes_upstream_failed_too_and_leaves_out_what_succeeded():
    assert cleared(CHAIN, Clear("a", downstream=True)) == ("b", "c")


def test_a_cleared_task_that_now_succeeds_turns_the_run_green():
    again = finish(clear(CHAIN, Clear("a", downstream=True)))
    assert result(CHAIN).state is RunState.FAILED
    assert result(again).state is RunState.SUCCESS
    assert again.calls == {"a": 1, "b": 2, "c": 1, "d": 1}


def test_without_downstream_what_is_below_keeps_its_old_state():
    again = finish(clear(CHAIN, Clear("b")))
    assert again.states["b"] is State.SUCCESS
    assert again.states["c"] is State.UPSTREAM_FAILED


def test_a_clear_gives_fresh_retries_and_goes_on_counting_tries():
    failing = first_run(Dag((Task("a", retries=2, attempts=(FAIL,)),)))
    assert failing.calls == {"a": 3}
    assert finish(clear(failing, Clear("a"))).calls == {"a": 6}


def test_what_a_branch_chose_holds_for_a_child_that_is_cleared_without_it():
    fork = Task("fork", kind=Kind.BRANCH, follow=("a",))
    run = first_run(Dag((fork, Task("a", ("fork",)), Task("b", ("fork",), "all_done"))))
    assert finish(clear(run, everything("b"))).states["b"] is State.SKIPPED


def test_what_a_short_circuit_skipped_further_down_runs_if_its_rule_allows_it():
    gate = Task("gate", kind=Kind.SHORT_CIRCUIT, attempts=(Outcome.FALSE,))
    run = first_run(Dag((gate, Task("a", ("gate",)), Task("b", ("a",), "all_done"))))
    assert run.states["b"] is State.SKIPPED
    assert finish(clear(run, everything("b"))).states["b"] is State.SUCCESS
    assert finish(clear(run, everything("a"))).states["a"] is State.SKIPPED


def test_a_branch_that_runs_again_chooses_again_and_may_fail_to():
    fork = Task("fork", kind=Kind.BRANCH, attempts=(SUCCESS, FAIL))
    run = first_run(Dag((fork, Task("a", ("fork",), "all_done"))))
    again = finish(clear(run, everything("fork")))
    assert run.states["a"] is State.SKIPPED
    assert list(again.states.values()) == [State.FAILED, State.SUCCESS]


def test_where_an_old_choice_and_a_failed_parent_disagree_airflow_has_two_answers():
    gate = Task("gate", kind=Kind.SHORT_CIRCUIT, attempts=(Outcome.FALSE,))
    run = first_run(Dag((gate, Task("bad", attempts=(FAIL,)), Task("a", ("gate", "bad")))))
    assert run.disputed == frozenset()
    assert finish(clear(run, everything("a"))).disputed == {"a"}


def test_clearing_a_task_clears_the_setup_and_teardown_around_it():
    rule = "all_done_setup_success"
    tasks = (
        Task("make", setup=True),
        Task("work", ("make",)),
        Task("down", ("make", "work"), rule, teardown=True),
    )
    run = first_run(Dag(tasks))
    assert cleared(run, everything("work", downstream=False)) == ("make", "work", "down")
    assert cleared(run, everything("make", downstream=False)) == ("make", "down")
    assert cleared(run, everything("down")) == ("down",)


def test_a_task_that_succeeds_again_makes_a_second_asset_event():
    run = first_run(Dag((Task("a", outlets=("orders",)),)))
    again = finish(clear(run, everything("a")))
    assert again.events == (AssetEvent("orders", "a", 1), AssetEvent("orders", "a", 2))
