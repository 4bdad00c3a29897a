"""Published reports: what was handed in, with everything it rested on."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A new ledger was made from the newest metadata by 0001 and has the table already.
    if sa.inspect(op.get_bind()).has_table("published_report"):
        return
    op.create_table(
        "published_report",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("first_month", sa.String(7), nullable=False),
        sa.Column("last_month", sa.String(7), nullable=False),
        sa.Column("campus", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("figures", sa.Text, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("author", sa.String(128), nullable=False),
        sa.Column("published_ms", sa.BigInteger, nullable=False),
    )
    op.create_index("published_report_of", "published_report", ["first_month", "last_month", "campus"])


def downgrade() -> None:
    op.drop_table("published_report")
