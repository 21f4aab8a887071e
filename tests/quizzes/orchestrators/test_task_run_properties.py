"""What holds for every DAG, whatever its tasks do."""

from hypothesis import given
from hypothesis import strategies as st

from quizzes.orchestrators.clearing import clear, cleared
from quizzes.orchestrators.reasons import why_run, why_task
from quizzes.orchestrators.run_states import RunState, result
from quizzes.orchestrators.task_runs import finish, first_run
from quizzes.orchestrators.trigger_rules import FAILURES, FINISHED, RULES, Parents, State
from tests.quizzes.orchestrators.drawn_dags import clears, dags

some_states = st.lists(st.sampled_from(FINISHED), min_size=1, max_size=5)


@given(dags())
def test_a_run_ends_with_every_task_in_a_final_state(dag):
    assert set(first_run(dag).states.values()) <= set(FINISHED)


@given(dags())
def test_a_run_is_red_just_where_a_leaf_failed(dag):
    run = first_run(dag)
    ended = result(run)
    assert (ended.state is RunState.FAILED) is any(run.states[n] in FAILURES for n in ended.leaves)
    assert set(ended.deciding) <= set(ended.leaves)
    assert ended.deciding


@given(dags())
def test_tries_are_used_up_only_by_failing(dag):
    run = first_run(dag)
    for name, calls in run.calls.items():
        assert calls <= dag.task(name).retries + 1
        if run.states[name] in (State.UPSTREAM_FAILED,):
            assert calls == 0
        if run.states[name] is State.FAILED:
            assert calls == dag.task(name).retries + 1


@given(st.data())
def test_clearing_twice_before_a_run_is_clearing_once(data):
    dag = data.draw(dags())
    request = data.draw(clears(dag))
    once = clear(first_run(dag), request)
    assert clear(once, request).states == once.states
    assert finish(clear(once, request)) == finish(once)


@given(st.data())
def test_a_clear_leaves_alone_what_it_does_not_name(data):
    dag = data.draw(dags())
    run, request = first_run(dag), data.draw(clears(dag))
    waiting = clear(run, request)
    for name in set(dag.order).difference(cleared(run, request)):
        assert waiting.instances[name] == run.instances[name]
    assert waiting.events == run.events


@given(st.data())
def test_a_cleared_run_ends_too_and_no_task_forgets_a_try(data):
    dag = data.draw(dags())
    run = first_run(dag)
    again = finish(clear(run, data.draw(clears(dag))))
    assert set(again.states.values()) <= set(FINISHED)
    assert all(again.calls[name] >= calls for name, calls in run.calls.items())
    assert again.events[: len(run.events)] == run.events


@given(dags())
def test_every_success_of_a_task_with_an_outlet_is_one_event(dag):
    run = first_run(dag)
    succeeded = {n for n, state in run.states.items() if state is State.SUCCESS}
    assert sorted(event.task for event in run.events) == sorted(
        name for name in succeeded if dag.task(name).outlets
    )


@given(dags())
def test_a_reason_names_only_tasks_that_can_be_to_blame(dag):
    run = first_run(dag)
    for name in dag.order:
        why = why_task(run, name)
        assert set(why.due_to) <= dag.ancestors[name]
        assert all(other in why.words for other in why.due_to)
    assert set(why_run(run).due_to) == set(result(run).deciding)


@given(st.sampled_from(sorted(RULES)), some_states, some_states)
def test_no_rule_leaves_a_task_waiting_when_all_its_parents_are_done(rule, states, setups):
    every = (*states, *setups)
    assert RULES[rule].decide(Parents.of(every, tuple(setups))).state is not State.NONE


@given(st.sampled_from(sorted(RULES.keys() - {"all_success"})), some_states, st.data())
def test_only_all_success_changes_its_mind_when_another_parent_ends(rule, states, data):
    early = data.draw(st.sets(st.sampled_from(range(len(states)))))
    seen = tuple(state if n in early else State.RUNNING for n, state in enumerate(states))
    said = RULES[rule].decide(Parents.of(seen)).state
    assert said in (State.NONE, RULES[rule].decide(Parents.of(tuple(states))).state)
