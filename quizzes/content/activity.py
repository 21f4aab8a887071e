"""What authors write: an activity, its sections, its figure, its prompts and its questions."""

from dataclasses import dataclass

from quizzes.orchestrators.events import Event
from quizzes.orchestrators.pipeline import Pipeline
from quizzes.scenarios.builders import build
from quizzes.scenarios.scenario import Scenario


@dataclass(frozen=True)
class Figure:
    """A pipeline to explore; "two-models" shows it as Airflow's tasks and as Dagster's assets.

    `events` is what has happened to it before it is explored.
    """

    kind: str
    pipeline: Pipeline
    caption: str
    description: str  # what a screen reader says before the nodes
    events: tuple[Event, ...] = ()


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
    translations: tuple[str, ...] = ()  # the languages that it can be had in besides its own

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """Every prompt of every section, in the order of reading."""
        return tuple(prompt for section in self.sections for prompt in section.prompts)
