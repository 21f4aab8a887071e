"""What authors write: an activity, its sections, its figure, its prompts and its questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from quizzes.orchestrators.events import Event
from quizzes.orchestrators.ledger import AssetStatus
from quizzes.orchestrators.pipeline import Pipeline
from quizzes.orchestrators.staleness import statuses
from quizzes.scenarios.builders import BUILDERS, build
from quizzes.scenarios.scenario import Scenario

MOST_POINTS = 100
MOST_ATTEMPTS = 99
LONGEST_TITLE = 200

Feedback = Literal["at_the_end", "after_each"]
"""When answers are marked: all at the submission, or each by its own Check button too."""
QuestionsShown = Literal["together", "one_at_a_time"]


@dataclass(frozen=True)
class FigureState:
    """A state that a "reaction" can be put into: what has happened then, and the words for it.

    `picture` is how the source looks in it.
    """

    id: str
    label: str
    picture: str
    text: str
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Figure:
    """A pipeline to explore.

    Attributes:
        kind: "two-models" shows it as Airflow's tasks and as Dagster's assets; "reaction" draws a
            source and what depends on it, and what Dagster says of each in one of several states.
        description: what a screen reader says before the nodes.
        events: what has happened to it before it is explored.
        pictures: of a reaction, by asset; the source has one in each state.
    """

    kind: str
    pipeline: Pipeline
    caption: str
    description: str
    events: tuple[Event, ...] = ()
    pictures: Mapping[str, str] = field(default_factory=dict)
    states: tuple[FigureState, ...] = ()

    def statuses(self, state: FigureState) -> dict[str, AssetStatus]:
        """Ask the engine what Dagster says of each asset in this state."""
        return statuses(self.pipeline, (*self.events, *state.events))


@dataclass(frozen=True)
class Prompt:
    """Something to write about; it counts as answered from `minimum_words` on."""

    id: str
    text: str
    minimum_words: int


@dataclass(frozen=True)
class Section:
    """A stretch of reading; `html` is safe to show, and its headings begin at h3."""

    id: str
    title: str
    html: str
    figure: Figure | None
    prompts: tuple[Prompt, ...]
    minutes: int


@dataclass(frozen=True)
class Question:
    """A question of a builder's about a situation; those of one `incident` share that situation."""

    id: str
    builder: str
    incident: str
    points: int
    hints: tuple[str, ...] = ()  # to be read one by one

    def scenario(self, seed: int) -> Scenario:
        """Build what an attempt with this seed asks."""
        return build(self.builder, self.incident, seed)

    @property
    def title(self) -> str:
        """Return what every variant of it asks."""
        return BUILDERS[self.builder].prompt


@dataclass(frozen=True)
class FixedQuestion:
    """A question that its author wrote: the same for everybody."""

    id: str
    points: int
    told: Scenario
    hints: tuple[str, ...] = ()

    def scenario(self, _seed: int) -> Scenario:
        """Return what every attempt asks."""
        return self.told

    @property
    def title(self) -> str:
        """Return what it asks, which is the same for everybody."""
        return self.told.prompt


@dataclass(frozen=True)
class Activity:
    """One pack, read and checked; `version` says which text of it this is."""

    key: str
    version: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    questions: tuple[Question | FixedQuestion, ...]
    points: int  # what the gradebook's column is out of
    attempts: int  # how many are allowed; the best one counts
    pass_mark: float  # a share of the points, 0 to 1
    feedback: Feedback = "at_the_end"
    questions_shown: QuestionsShown = "together"
    ask_confidence: bool = False  # how sure somebody is of each answer; never graded
    translations: tuple[str, ...] = ()  # the languages that it can be had in besides its own

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """Every prompt of every section, in the order of reading."""
        return tuple(prompt for section in self.sections for prompt in section.prompts)
