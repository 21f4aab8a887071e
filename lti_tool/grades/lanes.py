"""How fast one platform is sent scores, and whether at all: rules, without a clock or a thread.

A lane sends few scores at a time at first, more while the platform answers as quickly as before,
and half as many when it asks us to slow down or fails. Where failures come in a row, and where
the platform asks for a wait, the lane closes; then one score after another finds out whether it
works again. Times are seconds of a clock that only goes forward.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from lti_tool.errors import AccessRefused, Broken, OutOfTime, PlatformUnavailable, Throttled

FIRST, MOST = 4.0, 64.0
"""How many scores are on their way at once: in the beginning, and at most."""
AHEAD, MOST_AHEAD = 0.3, 8
"""For how many seconds, and how many times as many as are on their way at once, scores are leased
beforehand: some rounds of the clerk's, so that senders need not wait for one."""
SLOWER, SLACK = 2.0, 0.05
"""How much longer than the quickest an answer may take, times and seconds: beyond these, more at
once would only queue there."""
FAILURES_THAT_CLOSE = 5
FIRST_REST, LONGEST_REST = 2.0, 120.0


@dataclass
class Lane:
    """The way to one platform.

    Attributes:
        limit: how many scores may be on their way.
        in_hand: how many are leased, on their way or not yet.
        problem: why it is closed, in the platform's own words; empty where it is open.
        opens_at: when a closed lane tries one score.
    """

    limit: float = FIRST
    in_hand: int = 0
    problem: str = ""
    opens_at: float = -math.inf
    _doubles: bool = True
    _quickest: float = math.inf
    _failures: int = 0
    _closed: int = 0
    _halved_at: float = -math.inf

    @property
    def is_closed(self) -> bool:
        """Tell whether only one score at a time is tried."""
        return bool(self.problem)

    def room(self, now: float) -> int:
        """Return how many scores may be leased: those on their way, and what is next meanwhile."""
        if not self.is_closed:
            turns = 1 + min(MOST_AHEAD, max(1.0, AHEAD / self._quickest))
            return max(0, int(self.limit * turns) - self.in_hand)
        return 1 if now >= self.opens_at and not self.in_hand else 0

    def succeeded(self, seconds: float) -> None:
        """Note a score that the platform answered in so long; that opens a closed lane."""
        self.problem = ""
        self._failures = self._closed = 0
        self._quickest = min(self._quickest * 1.001, seconds)
        if seconds <= SLOWER * self._quickest + SLACK:
            self.limit = min(MOST, self.limit + (1 if self._doubles else 1 / self.limit))

    def failed(self, error: Exception, now: float, *, is_first: bool) -> bool:
        """Note a score that did not arrive; tells whether that closes the lane.

        `is_first` is whether that score never failed before: what one score meets again and
        again says nothing of its platform.
        """
        if not isinstance(error, PlatformUnavailable | AccessRefused):
            return False
        self._halve(now, error)
        says_nothing = isinstance(error, Broken) and not is_first
        self._failures += not (says_nothing or isinstance(error, OutOfTime))
        at_once = isinstance(error, Throttled | AccessRefused)
        if not (self.is_closed or at_once or self._failures >= FAILURES_THAT_CLOSE):
            return False
        return self._close(error, now)

    def _close(self, error: Exception, now: float) -> bool:
        closes = not self.is_closed
        if closes or now >= self.opens_at:  # others that were on their way are no new tries
            rest = min(FIRST_REST * 2**self._closed, LONGEST_REST)
            rest *= random.uniform(0.75, 1.25)  # noqa: S311  # no secret
            asked = error.wait.total_seconds() if isinstance(error, PlatformUnavailable) else 0
            self.opens_at, self._closed = now + max(rest, asked), min(self._closed + 1, 12)
        self.problem = str(error)
        return closes

    def _halve(self, now: float, error: Exception) -> None:
        """Send half as many; of failures that come together only the first counts."""
        if now - self._halved_at > 1:
            self.limit, self._halved_at = max(1.0, self.limit / 2), now
            self._doubles = not isinstance(error, Throttled)
