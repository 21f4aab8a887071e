"""What a learner reads about the end of a task or a run."""

import pytest
from hypothesis import given

from quizzes.orchestrators.clearing import Clear, clear
from quizzes.orchestrators.dags import Dag, Kind, Outcome, Task
from quizzes.orchestrators.reasons import why_run, why_task
from quizzes.orchestrators.task_runs import finish, first_run
from tests.quizzes.orchestrators.drawn_dags import dags
from tests.quizzes.pseudo import left_in_english

FAILS, SKIPS, FALSE = (Outcome.FAIL,), (Outcome.SKIP,), (Outcome.FALSE,)


def gate(*, only_direct=False):
    return Task("gate", kind=Kind.SHORT_CIRCUIT, attempts=FALSE, only_direct=only_direct)


def words(name, *tasks):
    return why_task(first_run(Dag(tasks)), name).words


@pytest.mark.parametrize(
    ("task", "said"),
    [
        (Task("a"), "It ran: it has no parents to wait for. Try 1 succeeded."),
        (
            Task("a", attempts=FAILS, retries=2),
            "It ran: it has no parents to wait for. Try 3 failed, and no retry is left.",
        ),
        (
            Task("a", attempts=SKIPS),
            "It ran: it has no parents to wait for. It then skipped itself.",
        ),
    ],
)
def test_a_task_that_ran_says_how_its_last_try_ended(task, said):
    assert words("a", task) == said


def test_a_short_circuit_says_that_its_condition_was_false():
    assert words("gate", gate()).endswith("Try 1 succeeded, its condition was false.")


def test_a_rule_is_named_with_what_it_asks_and_the_parents_that_decided():
    parents = Task("a", attempts=FAILS), Task("b"), Task("c", attempts=FAILS)
    run = first_run(Dag((*parents, Task("d", ("a", "b", "c")))))
    assert why_task(run, "d").words == (
        "It is upstream_failed: all_success needs every parent to succeed; a failed and c failed."
    )
    assert why_task(run, "d").due_to == ("a", "c")


def test_a_task_that_ran_through_its_rule_names_the_parents_that_let_it():
    parents = Task("a"), Task("b", attempts=SKIPS), Task("c")
    assert words("d", *parents, Task("d", ("a", "b", "c"), "one_success")) == (
        "It ran: one_success needs one parent to succeed; a succeeded and c succeeded. "
        "Try 1 succeeded."
    )


def test_a_task_that_waits_for_nobody_says_so():
    assert words("b", Task("a"), Task("b", ("a",), "always")).startswith(
        "It ran: always needs nothing of its parents."
    )


def test_what_was_skipped_from_outside_names_the_task_that_chose_so():
    fork = Task("fork", kind=Kind.BRANCH, follow=("a",))
    nowhere = Task("fork", kind=Kind.BRANCH)
    children = Task("a", ("fork",)), Task("b", ("fork",))
    assert words("b", fork, *children) == "It was skipped: fork is a branch and chose a."
    assert words("b", nowhere, *children) == "It was skipped: fork is a branch and chose no task."
    below = Task("a", ("gate",)), Task("b", ("a",), "all_done")
    assert words("b", gate(), *below) == (
        "It was skipped: gate is a short circuit and its condition was false, "
        "which skips all below it whatever the trigger rules."
    )
    assert words("a", gate(only_direct=True), *below) == (
        "It was skipped: gate is a short circuit, its condition was false, and this is a child."
    )


def test_a_setup_further_up_is_to_blame_whatever_the_rule_asks():
    down = Task("down", ("make", "use"), "all_done_setup_success", teardown=True)
    between = Task("work", ("make",), "all_done"), Task("use", ("work",), "all_done")
    said = words("use", Task("make", setup=True, attempts=FAILS), *between, down)
    assert said == "It is upstream_failed: its setup must succeed, and make failed."


def test_a_run_says_which_leaves_decided_it():
    a, b, c = Task("a", attempts=FAILS), Task("b", ("a",)), Task("c")
    red, green = first_run(Dag((a, b, c))), first_run(Dag((a, Task("b", ("a",), "all_done"), c)))
    assert why_run(red).words == "The run failed: of the leaf tasks, b is upstream_failed."
    assert why_run(green).words == (
        "The run succeeded: no leaf task failed; b succeeded and c succeeded."
    )


@given(dags())
def test_no_word_of_a_reason_is_left_in_english_where_every_message_is_translated(dag):
    run = first_run(dag)
    said = [why_run(run).words, *(why_task(run, name).words for name in dag.order)]
    assert not {word for each in said for word in left_in_english(each, set(dag.order))}


def test_a_task_that_waits_to_run_again_has_no_reason_yet():
    waiting = clear(first_run(Dag((Task("a"),))), Clear("a", only_failed=False))
    with pytest.raises(ValueError, match="Nothing was decided about a yet"):
        why_task(waiting, "a")
    assert why_task(finish(waiting), "a").words.endswith("Try 2 succeeded.")
