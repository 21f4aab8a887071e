"""What English needs in a sentence and other languages do without."""

from __future__ import annotations


def own(name: str) -> str:
    """Return the possessive: "payments'", "churn_model's"; a message has the bare name too."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"
