"""Keys and clicks in the words that WebDriver and WebDriver BiDi share."""

from collections.abc import Iterable
from typing import Any

# https://www.w3.org/TR/webdriver2/#keyboard-actions
SPECIAL = {"Tab": "\ue004", "Enter": "\ue007", "ArrowUp": "\ue013", "ArrowDown": "\ue015"}


def pressing(keys: Iterable[str]) -> list[dict[str, Any]]:
    """Press and release each key."""
    steps = [
        {"type": kind, "value": SPECIAL.get(key, key)}
        for key in keys
        for kind in ("keyDown", "keyUp")
    ]
    return [{"type": "key", "id": "keyboard", "actions": steps}]


def clicking(x: int, y: int) -> list[dict[str, Any]]:
    """Press the main button of a mouse at this point."""
    steps = [
        {"type": "pointerMove", "x": x, "y": y},
        {"type": "pointerDown", "button": 0},
        {"type": "pointerUp", "button": 0},
    ]
    mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}}
    return [{**mouse, "actions": steps}]
