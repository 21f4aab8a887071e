"""How sure somebody was of an answer, in words: the choices, and what came of it."""

from quizzes.saying import say

CHOICES = {
    "guessing": say("Guessing"),
    "fairly_sure": say("Fairly sure"),
    "certain": say("Certain"),
}
SENTENCES = {
    ("guessing", "right"): say("You were guessing, and right."),
    ("guessing", "partly"): say("You were guessing, and partly right."),
    ("guessing", "wrong"): say("You were guessing, and it was not right."),
    ("fairly_sure", "right"): say("You were fairly sure, and right."),
    ("fairly_sure", "partly"): say("You were fairly sure, and partly right."),
    ("fairly_sure", "wrong"): say("You were fairly sure, but it was not right."),
    ("certain", "right"): say("You were certain, and right."),
    ("certain", "partly"): say("You were certain, and partly right."),
    ("certain", "wrong"): say("You were certain, but it was not right."),
}


def sentence(confidence: str | None, share: float) -> str:
    """Hold how sure somebody was against the share of the points; "" where they did not say."""
    came = "right" if share == 1 else "partly" if share else "wrong"
    return SENTENCES[confidence, came] if confidence else ""
