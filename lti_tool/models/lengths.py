"""How long what platforms send us may be, in characters."""

from typing import Final

LONGEST_ID: Final = 255
"""LTI allows no longer `sub`, context id, resource link id or deployment id."""
LONGEST_URL: Final = 2048
LONGEST_LOCALE: Final = 35
