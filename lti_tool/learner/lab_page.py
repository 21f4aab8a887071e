"""What the lab's templates are given: how each node stands in both views, and where links lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizzes import drawing
from quizzes.orchestrators.trigger_rules import State
from quizzes.saying import say
from quizzes.what_if import answers, guessing, telling, trying
from quizzes.what_if.actions import MOST_ACTIONS

if TYPE_CHECKING:
    from lti_tool.visits import Visitor
    from quizzes.scenarios.scenario import LogLine
    from quizzes.what_if.actions import Action
    from quizzes.what_if.guessing import Foresight
    from quizzes.what_if.lab import Lab

STATUS_ICONS = {"Fresh": "tick", "Stale": "clock", "Missing": "ring"}
STATE_ICONS = {State.SUCCESS: "tick", State.FAILED: "cross", State.UPSTREAM_FAILED: "left"}
VERDICTS = {
    guessing.HIT: ("tick", say("as predicted")),
    guessing.MISSED: ("ring", say("not predicted")),
    guessing.WRONG: ("cross", say("not Stale")),
}


@dataclass(frozen=True)
class Badge:
    """A word or two on the edge of a node: how it is drawn, and what it says."""

    kind: str
    icon: str
    words: str


@dataclass(frozen=True)
class Face:
    """How a node looks in one view: its kind of line, an icon, a word; why; what is new."""

    kind: str
    icon: str
    word: str
    why: str
    badge: Badge | None = None


@dataclass(frozen=True)
class Node:
    """An asset, and the task that makes it unless it is a source."""

    name: str
    asset: Face
    task: Face | None
    has_failed: bool


@dataclass(frozen=True)
class Links:
    """The addresses of one lab."""

    visitor: Visitor
    section_id: str
    lab: Lab

    def to(self, actions: tuple[Action, ...], **more: Any) -> str:
        """Where these have been done."""
        did = [action.code for action in actions]
        values = {"section_id": self.section_id, "did": did, **more}
        return self.visitor.url_for("lab.show", **values, _anchor="now")

    def before(self, action: Action) -> str:
        """Where one more is about to be done."""
        return self.to(self.lab.actions, next=action.code)


def standing(lab: Lab, foresight: Foresight | None, links: Links) -> dict[str, Any]:
    """Return what lab.html shows."""
    nodes = _nodes(lab, foresight)
    return _both(lab, links) | {
        "nodes": nodes,
        "to_explain": [node for node in nodes if _is_to_explain(lab, foresight, node.name)],
        "done": telling.log(lab)[-1].text if lab.actions else "",
        "from_airflow": answers.from_airflow(lab) if lab.actions else "",
        "from_dagster": answers.from_dagster(lab),
        "foresight": foresight,
        "log": _log(lab, links),
        "suggestions": [(links.before(action), words) for action, words in trying.suggestions(lab)],
        "can_roll_back": bool(lab.told.chronicle.code_changes),
        "is_full": len(lab.actions) >= MOST_ACTIONS,
        "here_now": links.to(lab.actions),
        "undo": links.to(lab.actions[:-1]),
        "reset": links.to(()),
    }


def prediction(lab: Lab, planned: Action, links: Links) -> dict[str, Any]:
    """Return what lab_prediction.html shows."""
    return _both(lab, links) | {
        "nodes": _nodes(lab, None),
        "planned": planned,
        "about_to": telling.about_to(planned, lab.now.ledger.pipeline),
        "undo": links.to(lab.actions),
    }


def _both(lab: Lab, links: Links) -> dict[str, Any]:
    pipeline = lab.now.ledger.pipeline
    return {
        "lab": lab,
        "pipeline": pipeline,
        "drawing": drawing.draw(pipeline),
        "here": links.to(()),
        "reading": links.visitor.url_for("learner.activity", _anchor=links.section_id),
    }


def _log(lab: Lab, links: Links) -> list[tuple[LogLine, str]]:
    """Each line with the way back to it, but for the last, where one is."""
    nights = [""] * (len(lab.before) - 1)
    ways = [links.to(lab.actions[:done]) for done in range(len(lab.actions))]
    return list(zip(telling.log(lab), [*nights, *ways, ""], strict=True))


def _nodes(lab: Lab, foresight: Foresight | None) -> list[Node]:
    pipeline = lab.now.ledger.pipeline
    return [
        Node(
            name,
            _asset(lab, name, foresight),
            None if pipeline.asset(name).external else _task(lab, name),
            name in lab.failed,
        )
        for name in pipeline.in_order()
    ]


def _asset(lab: Lab, name: str, foresight: Foresight | None) -> Face:
    ledger = lab.now.ledger
    word, why = ledger.status(name).status.value, answers.why_asset_is(lab, name)
    if ledger.pipeline.asset(name).external:
        return Face("external", "", say("source"), why)
    badge = (foresight and _verdict(foresight, name)) or _change(lab, name)
    return Face(word.lower(), STATUS_ICONS[word], word, why, badge)


def _is_to_explain(lab: Lab, foresight: Foresight | None, name: str) -> bool:
    """Whether it changed, or was not as somebody expected."""
    is_mistaken = foresight and foresight.verdict(name) in (guessing.MISSED, guessing.WRONG)
    return bool(is_mistaken) or name in answers.changed(lab)


def _verdict(foresight: Foresight, name: str) -> Badge | None:
    verdict = foresight.verdict(name)
    return Badge(verdict, *VERDICTS[verdict]) if verdict in VERDICTS else None


def _change(lab: Lab, name: str) -> Badge | None:
    if name not in answers.changed(lab):
        return None
    before = lab.last.ledger.status(name).status.value
    return Badge("", "", say("was {status}", status=before))


def _task(lab: Lab, name: str) -> Face:
    task, view = lab.now.ledger.pipeline.asset(name).task, lab.now.tasks
    state = view.state(task)
    ran = lab.actions and task in view.ran_since(lab.last.tasks)
    word = say("no run yet") if state is State.NONE else state.value
    badge = Badge("", "", say("ran just now")) if ran else None
    why = answers.why_task_is(lab, name)
    return Face(state.value, STATE_ICONS.get(state, "ring"), word, why, badge)
