"""What authors write: an activity, its sections, its figure, its prompts and its questions."""

from dataclasses import dataclass

from quizzes.orchestrators.pipeline import Pipeline


@dataclass(frozen=True)
class Figure:
    """A pipeline to explore; "two-models" shows it as Airflow's tasks and as Dagster's assets."""

    kind: str
    pipeline: Pipeline
    caption: str
    description: str  # what a screen reader says before the nodes


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
    """A question about an incident; its scenario is built from a seed when an attempt begins."""

    id: str
    builder: str
    incident: str
    points: int


@dataclass(frozen=True)
class Activity:
    """One pack, read and checked; `version` says which text of it this is."""

    key: str
    version: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    points: int  # what the gradebook's column is out of
    attempts: int  # how many are allowed; the best one counts
    pass_mark: float  # a share of the points, 0 to 1

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """Every prompt of every section, in the order of reading."""
        return tuple(prompt for section in self.sections for prompt in section.prompts)
