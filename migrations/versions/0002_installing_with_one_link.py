"""Installing with one link: invites, sessions of admins, deep linking, columns that we make."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "admin_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_hash", sa.String(length=64), nullable=True),
        sa.Column("link_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("secret_hash", sa.String(length=64), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_session")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_admin_session_link_hash")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_admin_session_secret_hash")),
    )
    with op.batch_alter_table("admin_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_admin_session_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "invite",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_invite_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invite")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invite_token_hash")),
    )
    op.create_table(
        "selection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deployment_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("context_title", sa.String(), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployment.id"], name=op.f("fk_selection_deployment_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_selection_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selection")),
    )
    with op.batch_alter_table("selection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_selection_opened_at"), ["opened_at"], unique=False)

    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("closing_wait_until", sa.DateTime(timezone=True), nullable=True)
        )

    with op.batch_alter_table("context", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("roster_wanted_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("roster_wait_until", sa.DateTime(timezone=True), nullable=True)
        )

    with op.batch_alter_table("placement", schema=None) as batch_op:
        # 0.6 is what every activity asked for until now.
        pass_mark: sa.Column[float] = sa.Column(
            "pass_mark", sa.Double(), nullable=False, server_default="0.6"
        )
        batch_op.add_column(pass_mark)
        batch_op.create_check_constraint(
            batch_op.f("ck_placement_pass_mark_is_a_share"), "pass_mark BETWEEN 0 AND 1"
        )
        batch_op.add_column(sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("said", sa.JSON(), nullable=False, server_default="{}"))

    op.create_table(
        "learner_dates",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_learner_dates_learner_id")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_learner_dates_placement_id")
        ),
        sa.PrimaryKeyConstraint("learner_id", "placement_id", name=op.f("pk_learner_dates")),
    )
    with op.batch_alter_table("learner_dates", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_learner_dates_placement_id"), ["placement_id"], unique=False
        )

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("product", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("name", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("is_removed", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("resource_link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("line_items_url", sa.String(length=2048), nullable=True))
        batch_op.add_column(
            sa.Column("wants_column", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("column_label", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("column_maximum", sa.Double(), nullable=True))
        batch_op.add_column(
            sa.Column("column_claimed_until", sa.DateTime(timezone=True), nullable=True)
        )

    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("delivered_submission_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(sa.Column("placement_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE score SET placement_id = (SELECT placement_id FROM resource_link "
        "WHERE resource_link.id = score.resource_link_id)"
    )
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.alter_column("placement_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_score_placement_id"), "placement", ["placement_id"], ["id"]
        )

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("trial_learner_id", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_user_trial_learner_id"), ["trial_learner_id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_user_trial_learner_id"), "learner", ["trial_learner_id"], ["id"]
        )

    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_trial", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("reviewed_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_visit_reviewed_id"), "user", ["reviewed_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_visit_reviewed_id"), type_="foreignkey")
        batch_op.drop_column("reviewed_id")
        batch_op.drop_column("is_trial")

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_user_trial_learner_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_user_trial_learner_id"), type_="unique")
        batch_op.drop_column("trial_learner_id")

    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_score_placement_id"), type_="foreignkey")
        batch_op.drop_column("placement_id")
        batch_op.drop_column("delivered_submission_at")

    with op.batch_alter_table("resource_link", schema=None) as batch_op:
        batch_op.drop_column("column_claimed_until")
        batch_op.drop_column("column_maximum")
        batch_op.drop_column("column_label")
        batch_op.drop_column("wants_column")
        batch_op.drop_column("line_items_url")

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_column("is_removed")
        batch_op.drop_column("name")
        batch_op.drop_column("product")

    with op.batch_alter_table("learner_dates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_learner_dates_placement_id"))

    op.drop_table("learner_dates")
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_column("said")
        batch_op.drop_column("closes_at")
        batch_op.drop_column("due_at")
        batch_op.drop_column("opens_at")
        batch_op.drop_constraint(batch_op.f("ck_placement_pass_mark_is_a_share"), type_="check")
        batch_op.drop_column("pass_mark")

    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_column("closing_wait_until")

    with op.batch_alter_table("context", schema=None) as batch_op:
        batch_op.drop_column("roster_wanted_at")
        batch_op.drop_column("roster_wait_until")

    with op.batch_alter_table("selection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_selection_opened_at"))

    op.drop_table("selection")
    op.drop_table("invite")
    with op.batch_alter_table("admin_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_admin_session_seen_at"))

    op.drop_table("admin_session")
