"""What a check found: whether it is well, a sentence about it, and what mends it."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "failed", "unknown"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        state: failed where launches or grades cannot work; warning where something less does;
            unknown where it cannot be told yet.
        sentence: what is so.
        advice: what to do, with the exact setting; empty where nothing is to be done.
    """

    name: str
    state: State
    sentence: str
    advice: str = ""
