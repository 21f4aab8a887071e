"""What instructors decide: settings with more to them, overrides, allowances, new marks."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0008"

# The version before knows one open attempt of somebody's: what was set aside ends, for nothing.
END_WHAT_IS_SET_ASIDE = """
UPDATE attempt SET submitted_at = set_aside_at, given = 0, maximum = 1
WHERE submitted_at IS NULL AND set_aside_at IS NOT NULL
"""


def upgrade() -> None:
    op.create_table(
        "accommodation",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("extra_attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "extra_attempts >= 0", name=op.f("ck_accommodation_extra_attempts_not_below_zero")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_accommodation_learner_id")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_accommodation_placement_id")
        ),
        sa.PrimaryKeyConstraint("learner_id", "placement_id", name=op.f("pk_accommodation")),
    )
    with op.batch_alter_table("accommodation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_accommodation_placement_id"), ["placement_id"], unique=False
        )

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_event_learner_id")),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_event_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(
            "ix_event_placement_id_learner_id", ["placement_id", "learner_id"], unique=False
        )

    op.create_table(
        "override",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Double(), nullable=True),
        sa.Column("out_of", sa.Double(), nullable=True),
        sa.Column("reading_done", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(points IS NULL) = (out_of IS NULL)", name=op.f("ck_override_points_are_out_of_some")
        ),
        sa.CheckConstraint(
            "points BETWEEN 0 AND out_of", name=op.f("ck_override_points_within_maximum")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_override_learner_id")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_override_placement_id")
        ),
        sa.PrimaryKeyConstraint("learner_id", "placement_id", name=op.f("pk_override")),
    )
    with op.batch_alter_table("override", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_override_placement_id"), ["placement_id"], unique=False
        )

    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("pack_version", sa.String(length=64), nullable=False),
        sa.Column("quiz", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("given", sa.Double(), nullable=False),
        sa.Column("maximum", sa.Double(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_remark_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
        sa.UniqueConstraint(
            "attempt_id", "pack_version", name=op.f("uq_remark_attempt_id_pack_version")
        ),
    )
    with op.batch_alter_table("remark", schema=None) as batch_op:
        batch_op.create_index(
            "uq_remark_one_counts",
            ["attempt_id"],
            unique=True,
            sqlite_where=sa.text("counts"),
            postgresql_where=sa.text("counts"),
        )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index("uq_attempt_one_open")
        batch_op.create_index(
            "uq_attempt_one_open",
            ["learner_id", "placement_id"],
            unique=True,
            sqlite_where=sa.text("submitted_at IS NULL AND set_aside_at IS NULL"),
            postgresql_where=sa.text("submitted_at IS NULL AND set_aside_at IS NULL"),
        )

    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("counting", sa.String(length=16), nullable=False, server_default="best")
        )
        batch_op.add_column(
            sa.Column("late_penalty", sa.Double(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("time_zone", sa.String(length=64), nullable=False, server_default="UTC")
        )
        batch_op.add_column(sa.Column("unsettled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_placement_unsettled_at"), ["unsettled_at"], unique=False
        )
        batch_op.add_column(
            sa.Column("remarks_wanted_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.create_index(
            batch_op.f("ix_placement_remarks_wanted_at"), ["remarks_wanted_at"], unique=False
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_placement_counting_is_known"),
            "counting IN ('best', 'last', 'first', 'average')",
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_placement_late_penalty_is_a_share"), "late_penalty BETWEEN 0 AND 1"
        )


def downgrade() -> None:
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_placement_late_penalty_is_a_share"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_placement_counting_is_known"), type_="check")
        batch_op.drop_index(batch_op.f("ix_placement_remarks_wanted_at"))
        batch_op.drop_column("remarks_wanted_at")
        batch_op.drop_index(batch_op.f("ix_placement_unsettled_at"))
        batch_op.drop_column("unsettled_at")
        batch_op.drop_column("time_zone")
        batch_op.drop_column("late_penalty")
        batch_op.drop_column("counting")

    op.execute(END_WHAT_IS_SET_ASIDE)
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index("uq_attempt_one_open")
        batch_op.drop_column("set_aside_at")
        batch_op.create_index(
            "uq_attempt_one_open",
            ["learner_id", "placement_id"],
            unique=True,
            sqlite_where=sa.text("submitted_at IS NULL"),
            postgresql_where=sa.text("submitted_at IS NULL"),
        )

    with op.batch_alter_table("remark", schema=None) as batch_op:
        batch_op.drop_index("uq_remark_one_counts")

    op.drop_table("remark")
    with op.batch_alter_table("override", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_override_placement_id"))

    op.drop_table("override")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_placement_id_learner_id")
        batch_op.drop_index(batch_op.f("ix_event_learner_id"))

    op.drop_table("event")
    with op.batch_alter_table("accommodation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accommodation_placement_id"))

    op.drop_table("accommodation")
