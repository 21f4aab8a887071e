"""Delivering by platform: whose gradebook a score goes to, what is found there, who delivers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

MOMENT = sa.DateTime(timezone=True)
OWNER = """
UPDATE score SET registration_id = (
    SELECT registration_id FROM "user" WHERE "user".id = score.user_id
)
"""
SENT = sa.text("""
SELECT id, given / maximum AS share FROM score
WHERE delivered_version = version AND delivered_at IS NOT NULL AND maximum > 0
""")
DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "worker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("grades_problem", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("grades_problem_since", MOMENT, nullable=True))
    with op.batch_alter_table("resource_link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("compared_at", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("comparison_problem", sa.String(), nullable=True))
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.add_column(sa.Column("registration_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("sent_shares", sa.JSON(), nullable=False, server_default="[]")
        )
        batch_op.add_column(sa.Column("finding", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("found_given", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("found_maximum", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("compared_at", MOMENT, nullable=True))
    op.execute(OWNER)
    score = sa.table("score", sa.column("id"), sa.column("sent_shares", sa.JSON))
    for number, share in op.get_bind().execute(SENT).all():
        op.execute(score.update().where(score.c.id == number).values(sent_shares=[share]))
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.create_foreign_key(
            op.f("fk_score_registration_id"), "registration", ["registration_id"], ["id"]
        )
        batch_op.drop_index("ix_score_due_at")
        batch_op.create_index(
            "ix_score_due",
            ["registration_id", "due_at"],
            sqlite_where=DUE,
            postgresql_where=DUE,
        )


def downgrade() -> None:
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.drop_index("ix_score_due")
        batch_op.drop_constraint(op.f("fk_score_registration_id"), type_="foreignkey")
        batch_op.create_index("ix_score_due_at", ["due_at"])
        for name in (
            "compared_at",
            "found_maximum",
            "found_given",
            "finding",
            "sent_shares",
            "registration_id",
        ):
            batch_op.drop_column(name)
    with op.batch_alter_table("resource_link", schema=None) as batch_op:
        batch_op.drop_column("comparison_problem")
        batch_op.drop_column("compared_at")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_column("grades_problem_since")
        batch_op.drop_column("grades_problem")
    op.drop_table("worker")
