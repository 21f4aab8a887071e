"""What JSON a platform may send us: such as every database can keep."""

import math
from typing import Any

DEEPEST = 32
"""Levels of JSON within JSON; what is deeper is no honest claim, and exhausts our stack."""


def is_storable(value: Any, deepest: int = DEEPEST) -> bool:
    """Tell whether some JSON is not too deep, and nothing in it is no character or no number.

    That is a NUL or half of a surrogate pair, and what Python reads as NaN or Infinity.
    """
    if deepest < 0:
        return False
    if isinstance(value, str):
        return "\0" not in value and _is_whole(value)
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        return all(is_storable(part, deepest - 1) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return all(is_storable(part, deepest - 1) for part in value)
    return True


def _is_whole(text: str) -> bool:
    """Tell whether no surrogate stands alone in a text: that alone has no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
