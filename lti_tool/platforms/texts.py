"""What text a platform may send us: such as every database can keep."""

from typing import Any


def is_storable(value: Any) -> bool:
    """Tell whether no string in some JSON holds a NUL character or half a surrogate pair."""
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, dict):
        return all(is_storable(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return all(is_storable(part) for part in value)
    return True
