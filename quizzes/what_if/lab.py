"""A lab: a pipeline, what had happened to it, and what somebody made happen, action by action."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain

from quizzes.orchestrators.events import Event, Materialize
from quizzes.orchestrators.ledger import Ledger
from quizzes.orchestrators.pipeline import Pipeline
from quizzes.saying import say
from quizzes.scenarios.assets.incidents import Incident, nightly_run
from quizzes.scenarios.assets.kinds import Step
from quizzes.what_if.actions import MOST_ACTIONS, Action, CannotHappen
from quizzes.what_if.happening import events_of
from quizzes.what_if.task_view import TaskView, after, after_event

NIGHT, MORNING = 2 * 60, 8 * 60  # minutes of the day
PAUSE = 5


@dataclass(frozen=True)
class Moment:
    """What Dagster knows and what Airflow has done after so much has happened."""

    ledger: Ledger
    tasks: TaskView


@dataclass(frozen=True)
class Lab:
    """All that happened: `steps` has the events of each action, after those of `before`.

    There is a step for every line of the log; make one with `begin`, then `do`.
    """

    pipeline: Pipeline
    before: tuple[Step, ...]
    actions: tuple[Action, ...] = ()
    steps: tuple[Step, ...] = ()

    @classmethod
    def begin(cls, pipeline: Pipeline, events: tuple[Event, ...]) -> Lab:
        """A lab after these events; after a night in which everything was built, without any."""
        return cls(pipeline, _as_steps(events) if events else (nightly_run(pipeline),))

    def do(self, action: Action) -> Lab:
        """The lab after one more action; raises CannotHappen where it is impossible."""
        if len(self.actions) >= MOST_ACTIONS:
            raise CannotHappen(
                say(
                    "This lab takes at most {number} actions. Undo some of them, or start over.",
                    number=MOST_ACTIONS,
                )
            )
        step = events_of(action, self.told.chronicle)
        return Lab(self.pipeline, self.before, (*self.actions, action), (*self.steps, step))

    @cached_property
    def told(self) -> Incident:
        """The same as an incident, with a time for each step."""
        nights = [NIGHT + number for number in range(len(self.before))]
        mornings = [MORNING + PAUSE * number for number in range(len(self.steps))]
        times = tuple(f"{at // 60:02}:{at % 60:02}" for at in (*nights, *mornings))
        return Incident(self.pipeline, (*self.before, *self.steps), times)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """How everything stood before any action, and after each."""
        ticks = accumulate(map(len, self.told.steps))
        ledgers = [self.told.history[tick] for tick in ticks][len(self.before) - 1 :]
        return tuple(map(Moment, ledgers, self._task_views))

    @property
    def now(self) -> Moment:
        """How everything stands."""
        return self.moments[-1]

    @property
    def last(self) -> Moment:
        """How everything stood before the last action, if there was one."""
        return self.moments[-2] if self.actions else self.moments[-1]

    @cached_property
    def _task_views(self) -> tuple[TaskView, ...]:
        view, history = TaskView(), self.told.history
        for tick, event in enumerate(chain(*self.before)):
            view = after_event(view, history[tick].pipeline, event)
        pipeline = self.told.now.pipeline  # an action changes no edge
        return tuple(
            accumulate(self.actions, lambda seen, each: after(seen, pipeline, each), initial=view)
        )

    @cached_property
    def failed(self) -> frozenset[str]:
        """The assets whose last run failed: of those that were to be built and could be tried."""
        failed: frozenset[str] = frozenset()
        for tick, event in enumerate(self.told.events, start=1):
            if isinstance(event, Materialize):
                records = self.told.history[tick].records
                built = {name for name in event.assets if name in records}
                built = {name for name in built if records[name].tick == tick}
                failed = (failed - built) | event.fail.intersection(event.assets)
        return failed


def _as_steps(events: tuple[Event, ...]) -> tuple[Step, ...]:
    """A step for each event; what comes before the first run is one with it, as at night."""
    runs = (place for place, event in enumerate(events) if isinstance(event, Materialize))
    first = next(runs, 0) + 1
    return (events[:first], *((event,) for event in events[first:]))
