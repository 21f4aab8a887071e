"""Checking answers: when they are marked, which were checked, and how sure somebody was of them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("placement", schema=None) as batch_op:
        # At the end is when every answer was marked until now.
        batch_op.add_column(
            sa.Column("feedback", sa.String(length=16), nullable=False, server_default="at_the_end")
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_placement_feedback_is_known"),
            "feedback IN ('at_the_end', 'after_each')",
        )

    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("confidence", sa.String(length=16), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_response_confidence_is_known"),
            "confidence IN ('guessing', 'fairly_sure', 'certain')",
        )


def downgrade() -> None:
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_response_confidence_is_known"), type_="check")
        batch_op.drop_column("confidence")
        batch_op.drop_column("checked_at")

    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_placement_feedback_is_known"), type_="check")
        batch_op.drop_column("feedback")
