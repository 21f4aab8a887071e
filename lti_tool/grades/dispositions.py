"""What became of each delivery, and how the clerk writes that: one statement for all of a kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, case, update
from sqlalchemy.orm import Session

from lti_tool.grades.leases import Delivery
from lti_tool.models import Score

MOST_SHARES = 20
"""How many of the shares that were sent are remembered: more than anybody has versions."""

Kind = Literal["delivered", "later", "refused", "restamped", "given_back"]


@dataclass(frozen=True)
class Disposition:
    """What became of a delivery.

    Attributes:
        kind: delivered; later; refused (not sent again by itself); restamped (as later, under a
            new time); given_back (nothing was tried).
        until: when to try again; `problem`: why it did not arrive.
        changes: what a comparison found, to be kept with the score.
    """

    kind: Kind
    delivery: Delivery
    problem: str | None = None
    until: datetime | None = None
    changes: dict[str, Any] = field(default_factory=dict)


def note(session: Session, dispositions: Sequence[Disposition], now: datetime) -> None:
    """Write what became of deliveries; a newer version that came meanwhile stays due."""
    by_kind: dict[Kind, list[Disposition]] = {}
    for each in dispositions:
        by_kind.setdefault(each.kind, []).append(each)
    for kind, found in by_kind.items():
        if kind == "restamped":
            for each in found:
                _restamp(session, each, now)
        else:
            parameters = [_parameters(each, now) for each in found]
            session.connection().execute(_STATEMENTS[kind], parameters)
    for each in dispositions:
        if each.changes:
            ours = Score.id == each.delivery.score_id, Score.version == each.delivery.version
            session.execute(update(Score).where(*ours).values(**each.changes))


def _if_same(column: Any, value: Any) -> Any:
    """Change a column only where no newer version came meanwhile."""
    return case((Score.version == bindparam("sent_version"), value), else_=column)


_SENT = {
    "claimed_until": None,
    "sent_shares": bindparam("shares", type_=Score.sent_shares.type),
}
# A lease that ran out may be another worker's by now, who sends the same; and where a person was
# erased meanwhile, the number of their score may be somebody else's.
_OURS = update(Score).where(
    Score.id == bindparam("score"),
    Score.claimed_until == bindparam("lease", type_=Score.claimed_until.type),
)
_UNTIL = bindparam("until", type_=Score.due_at.type)
_STATEMENTS = {
    "given_back": _OURS.values(claimed_until=None),
    "delivered": _OURS.where(Score.delivered_version < bindparam("sent_version")).values(
        **_SENT,
        delivered_version=bindparam("sent_version"),
        delivered_at=bindparam("at", type_=Score.due_at.type),
        delivered_submission_at=bindparam("submission", type_=Score.due_at.type),
        due_at=_if_same(Score.due_at, None),
        failures=_if_same(Score.failures, 0),
        problem=_if_same(Score.problem, None),
    ),
    "later": _OURS.values(
        **_SENT,
        due_at=_if_same(Score.due_at, _UNTIL),
        failures=_if_same(Score.failures, Score.failures + 1),
        problem=_if_same(Score.problem, bindparam("why")),
    ),
    "refused": _OURS.values(
        **_SENT,
        due_at=_if_same(Score.due_at, None),
        problem=_if_same(Score.problem, bindparam("why")),
    ),
}


def _parameters(disposition: Disposition, now: datetime) -> dict[str, Any]:
    sent = disposition.delivery
    return {
        "score": sent.score_id,
        "sent_version": sent.version,
        "lease": sent.leased_until,
        "shares": _with_share(sent),
        "at": now,
        "submission": sent.submitted_at,
        "until": disposition.until,
        "why": disposition.problem,
    }


def _with_share(sent: Delivery) -> list[float]:
    others = [share for share in sent.sent_shares if share != sent.share]
    return [*others, sent.share][-MOST_SHARES:]


def _restamp(session: Session, disposition: Disposition, now: datetime) -> None:
    """Owe the same score as a later version, to a platform that has one of our time or later."""
    sent = disposition.delivery
    score = session.get(Score, sent.score_id, with_for_update=True)
    if not score or score.claimed_until != sent.leased_until:
        return
    score.claimed_until = None
    if score.version == sent.version:
        score.version += 1
        score.timestamp = score.next_timestamp(now)
        score.due_at = max(score.timestamp, disposition.until or now)
        score.failures, score.problem = score.failures + 1, disposition.problem
