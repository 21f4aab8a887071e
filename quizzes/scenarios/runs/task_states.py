"""In which state does each task of a run end? Its trigger rule looks at its parents' states."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from quizzes.orchestrators.dags import Dag, Kind
from quizzes.orchestrators.misconceptions.about_task_runs import ABOUT_STATES
from quizzes.orchestrators.reasons import why_task
from quizzes.orchestrators.trigger_rules import FINISHED, State
from quizzes.saying import joined, say, say_number
from quizzes.scenarios.difficulty import Difficulty
from quizzes.scenarios.misread import misread
from quizzes.scenarios.runs import jobs, nights, telling
from quizzes.scenarios.runs.followed import States, alone, consequences
from quizzes.scenarios.runs.nights import Night
from quizzes.scenarios.scenario import LogLine, Place, Scenario, choice, options

PROMPT = say("In which state does each of the other tasks end?")
RULE = say(
    "A task's trigger rule looks at the states of its direct parents. If they let it run, it ends "
    "as its own work does. To these rules upstream_failed counts as failed."
)
MEANINGS = {
    "all_success": say(
        "all_success (where no rule is shown) runs it if every parent succeeded; otherwise it is "
        "upstream_failed if one failed, or skipped if one was skipped."
    ),
    "all_done": say("all_done runs it once every parent is done, however they ended."),
    "one_success": say(
        "one_success runs it if a parent succeeded; otherwise it is upstream_failed, or skipped if "
        "every parent was skipped."
    ),
    "one_failed": say("one_failed runs it if a parent failed; otherwise it is skipped."),
    "none_failed": say(
        "none_failed runs it if no parent failed, skipped or not; otherwise it is upstream_failed."
    ),
}
BRANCH = say("A branch skips those of its children that it does not choose.")

DIFFICULTY = Difficulty(jobs.NODES, jobs.DEPTH, right=(5, 7), guessing=0.2)
VARIETY = 3  # how many different states there are to find


def build(about: str, seed: int) -> Scenario:
    """The question about the run of this label and seed."""
    return nights.draw(f"task_states/{about}/{seed}", _attempt)


def ask(night: Night) -> Scenario:
    """The question about a night, of which it is told how the first tasks ended."""
    told, key = _told(night), _choices(night, night.states)
    return Scenario(
        asks="task_states",
        story=_story(night.dag),
        pipeline=jobs.as_pipeline(night.dag),
        log=_log(night, told),
        prompt=PROMPT,
        rule=_rule(night.dag),
        places=tuple(_place(night, name, told) for name in night.states if name not in told),
        notes=telling.notes(night.dag, told),
        badges=telling.badges(told) | jobs.own_rules(night.dag),
        misreadings=misread(ABOUT_STATES, night.dag, lambda states: _choices(night, states), key),
    )


def _attempt(rng: Random) -> Scenario | None:
    for night in nights.nights(rng, jobs.a_job(rng, _suits), nights.BAD_NIGHT):
        if _makes_a_good_question(night) and nights.is_certain(night):
            return ask(night)
    return None


def _suits(job: Dag) -> bool:
    asked = sum(bool(task.deps) for task in job.tasks)
    least, most = DIFFICULTY.right
    return least <= asked <= most and "all_done" in jobs.own_rules(job).values()


def _makes_a_good_question(night: Night) -> bool:
    """Whether there is variety in the key, and every misconception misses it in its own way."""
    if len({night.states[task.name] for task in night.dag.tasks if task.deps}) < VARIETY:
        return False
    answers = {_choices(night, belief.answer(night.dag)) for belief in ABOUT_STATES}
    return len(answers | {_choices(night, night.states)}) > len(ABOUT_STATES)


def _told(night: Night) -> States:
    return {task.name: night.states[task.name] for task in night.dag.tasks if not task.deps}


def _choices(night: Night, states: States) -> frozenset[str]:
    """What is sent where the tasks after the first ones end so."""
    return frozenset(
        choice(task.name, states[task.name].value) for task in night.dag.tasks if task.deps
    )


def _place(night: Night, name: str, told: States) -> Place:
    given, then = consequences(night.dag, name, told)
    return Place(
        name,
        options(state.value for state in FINISHED),
        frozenset([night.states[name].value]),
        why_task(night.run, name).words,
        path=telling.path_to(night.run, name),
        given=given,
        then=then,
    )


def _story(dag: Dag) -> str:
    shown = say_number(
        "A nightly Airflow DAG has {number} task. What its first tasks did is in the log and shown "
        "on them. Every other task succeeds if it runs, unless the log says otherwise.",
        "A nightly Airflow DAG has {number} tasks. What its first tasks did is in the log and "
        "shown on them. Every other task succeeds if it runs, unless the log says otherwise.",
        len(dag.tasks),
    )
    return joined(" ", [shown, telling.TRIES])


def _rule(dag: Dag) -> str:
    rules = dict.fromkeys(("all_success", *jobs.own_rules(dag).values()))
    branch = [BRANCH] if any(task.kind is Kind.BRANCH for task in dag.tasks) else []
    return joined(" ", [RULE, *(MEANINGS[rule] for rule in rules), *branch])


def _log(night: Night, told: Iterable[str]) -> tuple[LogLine, ...]:
    """What is known to happen to tasks if they run, then what the first ones did."""
    known = [_trouble(task.name, alone(task)) for task in night.dag.tasks if task.deps]
    return telling.dated(
        night, [*filter(None, known), *(telling.what_it_did(night.run, name) for name in told)]
    )


def _trouble(name: str, end: State) -> str:
    """What would become of a task whose own work does not succeed."""
    if end is State.FAILED:
        return say("New code for {task} has a bug: if it runs, it fails on both tries.", task=name)
    if end is State.SKIPPED:
        return say("{task} has nothing to do today: if it runs, it skips itself.", task=name)
    return ""
