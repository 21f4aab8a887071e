"""What each answer is worth by a later version of its pack, kept with that version's mark."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    # Whatever is new here may stay empty, so that the version before goes on serving beside it.
    with op.batch_alter_table("remark", schema=None) as batch_op:
        batch_op.add_column(sa.Column("items", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("remark", schema=None) as batch_op:
        batch_op.drop_column("items")
