"""What does clearing a task with its downstream run again? The task and what is below it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

from quizzes.orchestrators.clearing import Clear, clear, cleared
from quizzes.orchestrators.dags import Dag, Outcome
from quizzes.orchestrators.misconceptions.about_task_runs import ABOUT_CLEAR, ToClear
from quizzes.orchestrators.races import race_free
from quizzes.orchestrators.task_runs import Run, finish, fresh
from quizzes.orchestrators.trigger_rules import State
from quizzes.saying import joined, listed, say
from quizzes.scenarios.difficulty import Difficulty
from quizzes.scenarios.misread import misread
from quizzes.scenarios.runs import jobs, nights, telling
from quizzes.scenarios.runs.nights import Night
from quizzes.scenarios.scenario import LogLine, Scenario, picks

PROMPT = say("Which tasks run because of this clear?")
RULE = say(
    "Clear resets the selected task and, with Downstream ticked, everything below it, in whatever "
    "state it is, unless Only Failed is ticked. What is reset runs when its parents let it. All "
    "other tasks keep their states."
)
BOXES = say("Downstream is ticked; Past, Future, Upstream and Only Failed are not")
CORRECTED, CLEARED = "08:40", "08:55"
FAILS_THAT_NIGHT = (Outcome.FAIL, Outcome.FAIL, Outcome.SUCCESS)

DIFFICULTY = Difficulty((8, jobs.NODES[1]), jobs.DEPTH, right=(3, 4), guessing=0.2)


@dataclass(frozen=True)
class Repeat:
    """A night, and the task of it that is cleared with its downstream in the morning."""

    night: Night
    task: str

    @property
    def to_clear(self) -> ToClear:
        """The run that is over, and what is cleared in it."""
        return ToClear(self.night.run, _request(self.task))

    @cached_property
    def key(self) -> frozenset[str]:
        """Every task that is cleared."""
        return frozenset(cleared(self.night.run, _request(self.task)))

    @property
    def before(self) -> Run:
        """The run when it is cleared, and nothing runs again yet."""
        return clear(self.night.run, _request(self.task))


def build(about: str, seed: int) -> Scenario:
    """The question about the run of this label and seed."""
    return nights.draw(f"clear/{about}/{seed}", _attempt)


def ask(about: Repeat) -> Scenario:
    """The question about a task that is cleared."""
    night, names = about.night, about.night.states
    return Scenario(
        asks="pick_nodes",
        story=_story(about),
        pipeline=jobs.as_pipeline(night.dag),
        log=(*telling.log(night), *_morning(about)),
        prompt=PROMPT,
        rule=RULE,
        places=picks(
            names,
            about.key,
            why={name: _why(about, name) for name in names},
            paths={name: _path_to(about, name) for name in about.key},
        ),
        notes=telling.notes(night.dag, night.states),
        badges=telling.badges(night.states),
        misreadings=misread(ABOUT_CLEAR, about.to_clear, frozenset, about.key),
    )


def _attempt(rng: Random) -> Scenario | None:
    job = jobs.a_job(rng, _suits)
    task = rng.choice(_can_be_cleared(job))
    tries = rng.choice((nights.SUCCEEDS, FAILS_THAT_NIGHT))
    for night in nights.nights(rng, job, nights.GOOD_NIGHT):
        about = Repeat(_with_tries(night, task, tries), task)
        foreseen = _hides_nothing(about) and _runs_all_again(about)
        if foreseen and nights.is_certain(about.night) and race_free(about.before):
            return ask(about)
    return None


def _suits(job: Dag) -> bool:
    return len(job.tasks) >= DIFFICULTY.nodes[0] and bool(_can_be_cleared(job))


def _can_be_cleared(job: Dag) -> list[str]:
    """The tasks with as much below them as is asked for, if each misconception misses that."""
    waiting, (least, most) = fresh(job), DIFFICULTY.right
    return [
        task.name
        for task in job.tasks
        if least <= 1 + len(job.descendants[task.name]) <= most
        and _is_misread(ToClear(waiting, _request(task.name)))
    ]


def _is_misread(to_clear: ToClear) -> bool:
    """Whether there are siblings, parents, and more than the ones or the others."""
    answers = {belief.answer(to_clear) for belief in ABOUT_CLEAR}
    return len(answers | {frozenset(cleared(to_clear.run, to_clear.request))}) > len(ABOUT_CLEAR)


def _request(task: str) -> Clear:
    """As the boxes are ticked; the API's defaults are others."""
    return Clear(task, downstream=True, only_failed=False)


def _with_tries(night: Night, name: str, tries: nights.Tries) -> Night:
    """The same, but for how one task's tries end."""
    tasks = (replace(t, attempts=tries) if t.name == name else t for t in night.dag.tasks)
    return replace(night, dag=Dag(tuple(tasks)))


def _hides_nothing(about: Repeat) -> bool:
    """Whether nothing that is cleared would fail that never ran before: no log tells of it."""
    calls, dag = about.night.run.calls, about.night.dag
    return all(calls[name] or dag.task(name).attempts == nights.SUCCEEDS for name in about.key)


def _runs_all_again(about: Repeat) -> bool:
    """Whether its task ran that night, and every task that is cleared does run again."""
    if about.night.states[about.task] not in (State.SUCCESS, State.FAILED):
        return False
    before, after = about.night.run.calls, finish(about.before).calls
    return {name for name in before if after[name] > before[name]} == about.key


def _story(about: Repeat) -> str:
    given = {"task": about.task, "boxes": BOXES}
    told = (
        say(
            "A nightly Airflow DAG has run; {task} failed. Its code is corrected, and you clear it "
            "in this run: {boxes}.",
            **given,
        )
        if _has_failed(about)
        else say(
            "A nightly Airflow DAG has run; {task} succeeded, but with a wrong result. Its code is "
            "corrected, and you clear it in this run: {boxes}.",
            **given,
        )
    )
    return joined(" ", [told, telling.TRIES])


def _morning(about: Repeat) -> tuple[LogLine, ...]:
    task = about.task
    corrected = (
        say("The bug that made {task} fail was corrected.", task=task)
        if _has_failed(about)
        else say("The bug that made the result of {task} wrong was corrected.", task=task)
    )
    cleared_so = say("{task} was cleared in this run: {boxes}.", task=task, boxes=BOXES)
    return LogLine(CORRECTED, corrected), LogLine(CLEARED, cleared_so)


def _has_failed(about: Repeat) -> bool:
    return about.night.states[about.task] is State.FAILED


def _why(about: Repeat, name: str) -> str:
    state = about.night.states[name].value
    if name == about.task:
        return say("{task} is the task that you cleared.", task=name)
    if name in about.key:
        return say(
            "{name} is downstream of {task}: its state, {state}, is reset, and it runs.",
            name=name,
            task=about.task,
            state=state,
        )
    return joined(" ", [_why_not(about, name), say("It keeps its state, {state}.", state=state)])


def _why_not(about: Repeat, name: str) -> str:
    dag, given = about.night.dag, {"name": name, "task": about.task}
    if name in dag.ancestors[about.task]:
        return say("{name} is upstream of {task}, and Upstream was not ticked.", **given)
    if shared := [dep for dep in dag.task(name).deps if dep in dag.task(about.task).deps]:
        return say(
            "{name} waits for {shared} as {task} does, but not for {task}.",
            shared=listed(shared),
            **given,
        )
    return say("{name} is not downstream of {task}.", **given)


def _path_to(about: Repeat, name: str) -> tuple[str, ...]:
    """From the task that was cleared down to this one."""
    if name == about.task:
        return (name,)
    above = next(dep for dep in about.night.dag.task(name).deps if dep in about.key)
    return (*_path_to(about, above), name)
