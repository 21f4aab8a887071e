"""What a link opened before it was set to another activity, so that nobody's work is lost by it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    # What is new here may stay empty, so that the version before goes on serving beside it.
    with op.batch_alter_table("resource_link", schema=None) as batch_op:
        earlier = sa.Column("earlier_placements", sa.JSON(none_as_null=True), nullable=True)
        batch_op.add_column(earlier)


def downgrade() -> None:
    with op.batch_alter_table("resource_link", schema=None) as batch_op:
        batch_op.drop_column("earlier_placements")
