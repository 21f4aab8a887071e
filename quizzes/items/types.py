"""The types of question: how each is shown, marked and explained in one line.

What differs between them is the control on a place and the marking; how answers are read, kept
and explained is the same for all (item.py).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from quizzes.items import marking
from quizzes.saying import say
from quizzes.scenarios.scenario import Place, Scenario

Chosen = frozenset[str]
Control = Literal["pick", "select", "boxes"]


def _none(_: Scenario, __: Chosen) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class ItemType:
    """How a type of question is answered and marked, and a word for the learner on the marking.

    `control` is what stands on a node of the graph: a box to tick, a list to choose from; or
    nothing, where every place has its boxes below the graph. `verdicts` are those that comparing
    a place with its key would not find. `seen` is what counts of an answer for a misconception.
    """

    name: str
    control: Control
    share: Callable[[Scenario, Chosen], Fraction]
    marked: str
    verdicts: Callable[[Scenario, Chosen], Mapping[str, str]] = _none
    seen: Callable[[Place, Chosen], Hashable] = Place.chosen


TYPES: Mapping[str, ItemType] = {
    each.name: each
    for each in (
        ItemType("pick_nodes", "pick", marking.net, say("Each wrong pick cancels a right one.")),
        ItemType("paint_nodes", "select", marking.each, say("Every node counts equally.")),
        ItemType(
            "label_causes", "boxes", marking.net, say("Each wrong label cancels a right one.")
        ),
        ItemType(
            "pick_and_order",
            "select",
            marking.ordered,
            say(
                "Half is for the right choice, half for its order. Each wrong pick cancels a "
                "right one."
            ),
            marking.in_order,
            marking.is_step,
        ),
        ItemType(
            "task_states",
            "select",
            marking.each_consistently,
            say(
                "Every task counts equally. A mistake counts once: what rightly follows from it "
                "is right."
            ),
            marking.following,
        ),
        ItemType(
            "run_state",
            "pick",
            marking.parts,
            say(
                "Half is for the run's state, half for the tasks. Each wrong pick cancels a "
                "right one."
            ),
        ),
        ItemType(
            "two_reruns",
            "boxes",
            marking.net_by_option,
            say("Each tool counts half. Each wrong pick cancels a right one of the same tool."),
        ),
        ItemType("choose_one", "boxes", marking.each, say("One answer is right.")),
        ItemType(
            "choose_many", "boxes", marking.net, say("Each wrong choice cancels a right one.")
        ),
        ItemType("sort_statements", "select", marking.each, say("Every statement counts equally.")),
    )
}
