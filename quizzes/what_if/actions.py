"""What somebody can make happen, and the codes that stand for it in an address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from quizzes.errors import QuizError
from quizzes.saying import say

if TYPE_CHECKING:
    from quizzes.orchestrators.pipeline import Pipeline

MOST_ACTIONS = 30


class CannotHappen(QuizError):
    """Nothing that can be done to this pipeline, or not now."""


class Kind(Enum):
    """What is done; the values are its name in an address."""

    RUN = "run"
    REBUILD = "rebuild"
    RERUN = "rerun"
    NEW_DATA = "new-data"
    CLEAR = "clear"
    FAIL = "fail"
    CODE = "code"
    ROLL_BACK = "roll-back"
    OBSERVE = "observe"
    OBSERVE_SAME = "observe-same"


TO_ALL = (Kind.RUN, Kind.REBUILD)
TO_SOURCES = (Kind.OBSERVE, Kind.OBSERVE_SAME)


@dataclass(frozen=True)
class Action:
    """Something done to one asset, to its task, or with no `node` to the whole pipeline."""

    kind: Kind
    node: str = ""

    @property
    def code(self) -> str:
        """How an address writes it: "rerun:stg_orders"."""
        return f"{self.kind.value}:{self.node}" if self.node else self.kind.value

    @property
    def is_to_all(self) -> bool:
        """Whether it is done to the whole pipeline."""
        return self.kind in TO_ALL

    @classmethod
    def read(cls, code: str) -> Action:
        """The action of this code; raises CannotHappen if there is none."""
        kind, parted, node = code.partition(":")
        if kind not in {each.value for each in Kind} or bool(parted) != bool(node):
            raise CannotHappen(say("This lab cannot do “{code}”.", code=code[:60]))
        return cls(Kind(kind), node)

    def check(self, pipeline: Pipeline) -> None:
        """Raise CannotHappen if the pipeline has nothing that this could be done to."""
        if self.is_to_all:
            if self.node:
                raise CannotHappen(say("This is done to the whole pipeline, not to one asset."))
        elif not self.node:
            raise CannotHappen(say("Choose a node of the graph first, then what happens to it."))
        elif self.node not in pipeline.names:
            raise CannotHappen(say("{name} is not an asset of this pipeline.", name=self.node[:60]))
        elif self.kind in TO_SOURCES and not pipeline.asset(self.node).external:
            raise CannotHappen(
                say("{name} is built here: only a source can be observed.", name=self.node)
            )
        elif self.kind not in TO_SOURCES and pipeline.asset(self.node).external:
            raise CannotHappen(
                say("{name} is a source: no task makes it. It can be observed.", name=self.node)
            )
