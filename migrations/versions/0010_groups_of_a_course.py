"""Groups of a course, and who is in them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0007"


def upgrade() -> None:
    # Whatever is new here may stay empty, so that the version before goes on serving beside it.
    with op.batch_alter_table("context", schema=None) as batch_op:
        batch_op.add_column(sa.Column("groups_url", sa.String(length=2048), nullable=True))
        batch_op.add_column(sa.Column("groups_problem", sa.String(), nullable=True))
    op.create_table(
        "course_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["context_id"], ["context.id"], name=op.f("fk_course_group_context_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_group")),
        sa.UniqueConstraint(
            "context_id", "group_id", name=op.f("uq_course_group_context_id_group_id")
        ),
    )
    op.create_table(
        "group_membership",
        sa.Column("course_group_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("user_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.ForeignKeyConstraint(
            ["course_group_id"],
            ["course_group.id"],
            name=op.f("fk_group_membership_course_group_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_group_membership_user_id")),
        sa.PrimaryKeyConstraint("course_group_id", "user_id", name=op.f("pk_group_membership")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_group_membership_user_id"), "group_membership", ["user_id"])


def downgrade() -> None:
    op.drop_table("group_membership")
    op.drop_table("course_group")
    with op.batch_alter_table("context", schema=None) as batch_op:
        batch_op.drop_column("groups_problem")
        batch_op.drop_column("groups_url")
