"""A lock that is given to whoever has waited longest."""

from collections import deque
from threading import Lock


class Turns:
    """Lets one at a time in, in the order in which they came."""

    def __init__(self) -> None:
        self._changing = Lock()
        self._waiting: deque[Lock] = deque()
        self._is_taken = False

    @property
    def waiting(self) -> int:
        """Return how many wait."""
        return len(self._waiting)

    def take(self, seconds: float) -> bool:
        """Wait for a turn, so long at most; tells whether it has come. Any thread may end it."""
        with self._changing:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=seconds):
            return True
        with self._changing:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # it came in the last moment

    def end(self) -> None:
        """Let the next one in."""
        with self._changing:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
