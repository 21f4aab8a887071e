"""Is the run green, and which tasks decide it? Its state looks at its leaves only."""

from __future__ import annotations

from random import Random

from quizzes.orchestrators.misconceptions.about_task_runs import ABOUT_RUN
from quizzes.orchestrators.reasons import ended, why_run
from quizzes.orchestrators.run_states import RunResult, RunState, result
from quizzes.orchestrators.trigger_rules import FAILURES
from quizzes.saying import joined, listed, say, say_number
from quizzes.scenarios.difficulty import Difficulty
from quizzes.scenarios.misread import misread
from quizzes.scenarios.runs import jobs, nights, telling
from quizzes.scenarios.runs.nights import Night
from quizzes.scenarios.scenario import Place, Scenario, choice, options, picks

PROMPT = say("How does the run end, and which tasks decide that?")
RULE = say(
    "A run's state looks at its leaf tasks, those that no task waits for. It is failed if one of "
    "them is failed or upstream_failed: such leaves decide it. Otherwise it is success, and all "
    "leaves together decide it."
)
RUN = "run"

DIFFICULTY = Difficulty(jobs.NODES, jobs.DEPTH, right=(2, 4), guessing=0.2)


def build(about: str, seed: int) -> Scenario:
    """The question about the run of this label and seed; as many runs are green as are red."""
    label = f"run_state/{about}/{seed}"
    wanted = Random(label).choice(list(RunState))  # noqa: S311  # no secret
    return nights.draw(label, lambda rng: _attempt(rng, wanted))


def ask(night: Night) -> Scenario:
    """The question about a night of which every task's state is shown."""
    found = result(night.run)
    return Scenario(
        asks="run_state",
        story=_story(night),
        pipeline=jobs.as_pipeline(night.dag),
        log=telling.log(night),
        prompt=PROMPT,
        rule=RULE,
        places=(_the_run(night), *_tasks(night)),
        notes=telling.notes(night.dag, night.states),
        badges=telling.badges(night.states),
        misreadings=misread(ABOUT_RUN, night.run, _choices, _choices(found)),
    )


def _story(night: Night) -> str:
    shown = say_number(
        "A nightly Airflow DAG of {number} task has run; every task's state is shown on it.",
        "A nightly Airflow DAG of {number} tasks has run; every task's state is shown on it.",
        len(night.dag.tasks),
    )
    return joined(" ", [shown, telling.TRIES])


def _attempt(rng: Random, wanted: RunState) -> Scenario | None:
    for night in nights.nights(rng, jobs.a_job(rng), nights.BAD_NIGHT):
        if _makes_a_good_question(night, wanted) and nights.is_certain(night):
            return ask(night)
    return None


def _makes_a_good_question(night: Night, wanted: RunState) -> bool:
    """Whether it ended as wanted though a task failed that is no leaf, and not every leaf did."""
    found = result(night.run)
    failed = {name for name, state in night.states.items() if state in FAILURES}
    return (
        found.state is wanted
        and not failed.issubset(found.leaves)
        and not failed.issuperset(found.leaves)
    )


def _choices(found: RunResult) -> frozenset[str]:
    return frozenset({choice(RUN, found.state.value), *found.deciding})


def _the_run(night: Night) -> Place:
    return Place(
        RUN,
        options(state.value for state in RunState),
        frozenset([result(night.run).state.value]),
        why_run(night.run).words,
        words=say("The run"),
    )


def _tasks(night: Night) -> tuple[Place, ...]:
    names, deciding = night.states, result(night.run).deciding
    return picks(
        names,
        deciding,
        why={name: _why(night, name) for name in names},
        paths={name: telling.path_to(night.run, name) for name in deciding},
    )


def _why(night: Night, name: str) -> str:
    found, end = result(night.run), ended(name, night.states[name])
    if children := night.dag.children[name]:
        wait = telling.awaited_by(children)
        return say("{ended}, but it is no leaf: {wait}.", ended=end, wait=wait)
    if name not in found.deciding:
        return say(
            "{ended}; it is a leaf, but the run failed because of {tasks}.",
            ended=end,
            tasks=listed(found.deciding),
        )
    if found.state is RunState.FAILED:
        return say("{ended}, and it is a leaf: that is enough for the run to fail.", ended=end)
    return say("{ended}, and it is a leaf; no leaf failed, so the run succeeded.", ended=end)
