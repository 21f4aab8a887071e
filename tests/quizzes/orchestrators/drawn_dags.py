"""Small DAGs of every kind, drawn by Hypothesis."""

from hypothesis import strategies as st

from quizzes.orchestrators.clearing import Clear
from quizzes.orchestrators.dags import Dag, Kind, Outcome, Task
from quizzes.orchestrators.trigger_rules import RULES

TRIES = {
    Kind.TASK: [Outcome.SUCCESS, Outcome.FAIL, Outcome.SKIP],
    Kind.BRANCH: [Outcome.SUCCESS, Outcome.FAIL, Outcome.SKIP],
    Kind.SHORT_CIRCUIT: [Outcome.SUCCESS, Outcome.FAIL, Outcome.FALSE],
}


@st.composite
def dags(draw: st.DrawFn, most: int = 7) -> Dag:
    """Parents come before children; a branch follows any tasks, setups and teardowns occur."""
    names = [f"t{place}" for place in range(draw(st.integers(1, most)))]
    return Dag(tuple(draw(_tasks(names, place)) for place in range(len(names))))


@st.composite
def clears(draw: st.DrawFn, dag: Dag) -> Clear:
    return Clear(draw(st.sampled_from(dag.order)), draw(st.booleans()), draw(st.booleans()))


@st.composite
def _tasks(draw: st.DrawFn, names: list[str], place: int) -> Task:
    above, below = names[:place], names[place + 1 :]
    kind = draw(st.sampled_from([Kind.TASK, Kind.TASK, Kind.TASK, *Kind]))
    teardown = draw(st.sampled_from([False, False, False, True]))
    rule = "all_done_setup_success" if teardown else draw(st.sampled_from(["all_success", *RULES]))
    return Task(
        names[place],
        deps=tuple(draw(st.lists(st.sampled_from(above), unique=True, max_size=3)))
        if above
        else (),
        trigger_rule=rule,
        retries=draw(st.integers(0, 2)),
        kind=kind,
        attempts=tuple(draw(st.lists(st.sampled_from(TRIES[kind]), min_size=1, max_size=3))),
        follow=tuple(draw(st.lists(st.sampled_from(below), unique=True, max_size=2)))
        if below and kind is Kind.BRANCH
        else (),
        only_direct=kind is Kind.SHORT_CIRCUIT and draw(st.booleans()),
        setup=not teardown and draw(st.sampled_from([False, False, False, True])),
        teardown=teardown,
        on_failure_fail_dagrun=teardown and draw(st.booleans()),
        outlets=(f"{names[place]}_table",) if draw(st.booleans()) else (),
    )
