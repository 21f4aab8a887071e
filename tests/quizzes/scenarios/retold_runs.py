"""A run as somebody pictures it who has only the words and the graph of a scenario."""

import re

from quizzes.orchestrators.dags import Dag, Kind, Outcome, Task
from quizzes.orchestrators.trigger_rules import State
from quizzes.scenarios import Scenario

FAIL, SKIP, SUCCESS = Outcome.FAIL, Outcome.SKIP, Outcome.SUCCESS
ENDS = {
    "fails on both tries": (FAIL,),
    "failed on both tries": (FAIL,),
    "skips itself": (SKIP,),
    "found nothing to do and skipped itself": (SKIP,),
    "succeeded on its second try": (FAIL, SUCCESS),
    "succeeded": (SUCCESS,),
}


def said(scenario: Scenario) -> str:
    return " ".join(line.text for line in scenario.log)


def retold(scenario: Scenario) -> Dag:
    """The DAG with its trigger rules from the notes, and the ends of its tries from the log."""
    return Dag(tuple(_task(scenario, name) for name in scenario.pipeline.names))


def shown(scenario: Scenario) -> dict[str, State]:
    """The states on the nodes, where there are any."""
    words = {state.value for state in State}
    return {name: State(word) for name, word in scenario.badges.items() if word in words}


def _task(scenario: Scenario, name: str) -> Task:
    rule = re.search(r"trigger rule (\w+)", scenario.notes[name])
    chose = re.search(rf"\b{name} succeeded and chose (\w+)", said(scenario))
    return Task(
        name,
        scenario.pipeline.parents(name),
        rule[1] if rule else "all_success",
        retries=1,
        kind=Kind.BRANCH if "a branch" in scenario.notes[name] else Kind.TASK,
        attempts=_tries(scenario, name),
        follow=(chose[1],) if chose else (),
    )


def _tries(scenario: Scenario, name: str) -> tuple[Outcome, ...]:
    for text in re.split(r"(?<=\.) ", said(scenario)):
        for words, tries in ENDS.items():
            if text.startswith((f"{name} ", f"New code for {name} ")) and words in text:
                return tries
    return (SUCCESS,)
