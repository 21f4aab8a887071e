"""Running it: keys that take turns, and who may show us in a frame."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0006"


def upgrade() -> None:
    # Whatever is new here may stay empty, so that the version before goes on serving beside it.
    with op.batch_alter_table("tool_key", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signs_from", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("published_until", sa.DateTime(timezone=True), nullable=True))

    for table in ("registration", "visit"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("frames", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    for table in ("visit", "registration"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("frames")

    with op.batch_alter_table("tool_key", schema=None) as batch_op:
        batch_op.drop_column("published_until")
        batch_op.drop_column("signs_from")
