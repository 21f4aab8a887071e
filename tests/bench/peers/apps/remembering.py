"""A cache in memory, the least that pylti1p3's storage needs: its example has Flask-Caching's."""

import time
from typing import Any


class Memory:
    """Values by key, each until it expires; what has expired is dropped when it is asked for."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, Any]] = {}

    def get(self, key: str) -> Any:
        expires, value = self._kept.get(key, (0.0, None))
        if expires > time.time():
            return value
        self._kept.pop(key, None)
        return None

    def set(self, key: str, value: Any, seconds: float | None = None) -> None:
        self._kept[key] = time.time() + (seconds or 600), value
