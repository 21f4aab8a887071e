"""The class: a seat for each student of a link, and a mark for each item of an attempt."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0009"

MOMENT = sa.DateTime(timezone=True)
TRIERS = """
UPDATE learner SET only_tries = true WHERE id IN (
    SELECT trial_learner_id FROM "user" WHERE trial_learner_id IS NOT NULL
)
"""


def upgrade() -> None:
    op.create_table(
        "mark",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("rest", sa.Double(), nullable=False),
        sa.Column("misreading", sa.String(length=64), nullable=False),
        sa.Column("size", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_mark_attempt_id")),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_mark_placement_id")
        ),
        sa.PrimaryKeyConstraint("attempt_id", "item_id", name=op.f("pk_mark")),
    )
    op.create_index(
        "ix_mark_of_items",
        "mark",
        ["placement_id", "number", "item_id", "misreading", "share", "rest", "size"],
    )
    op.create_table(
        "seat",
        sa.Column("resource_link_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("user_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("is_here", sa.Boolean(), nullable=False),
        sa.Column("name_key", sa.String(length=255), nullable=False),
        sa.Column("email_key", sa.String(length=255), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("sections_read", sa.Integer(), nullable=False),
        sa.Column("reflections_done", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("came_at", MOMENT, nullable=True),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("wrote_at", MOMENT, nullable=True),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.CheckConstraint("status BETWEEN 0 AND 3", name=op.f("ck_seat_status_is_known")),
        sa.ForeignKeyConstraint(
            ["resource_link_id"], ["resource_link.id"], name=op.f("fk_seat_resource_link_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_seat_user_id")),
        sa.PrimaryKeyConstraint("resource_link_id", "user_id", name=op.f("pk_seat")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_seat_by_name", "seat", ["resource_link_id", "is_here", "name_key", "user_id"]
    )
    op.create_index(op.f("ix_seat_user_id"), "seat", ["user_id"])
    with op.batch_alter_table("learner", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("only_tries", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute(TRIERS)
    with op.batch_alter_table("resource_link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seats_version", sa.String(length=64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("resource_link", schema=None) as batch_op:
        batch_op.drop_column("seats_version")
    with op.batch_alter_table("learner", schema=None) as batch_op:
        batch_op.drop_column("only_tries")
    op.drop_table("seat")
    op.drop_table("mark")
