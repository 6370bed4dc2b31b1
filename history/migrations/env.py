"""Run by Alembic for every migration; the program hands over its own connection and transaction.

For a new migration, see docs/history.md.
"""

from alembic import context

from history.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by writing it again
    transactional_ddl=True,  # also in SQLite, where our transaction holds the lock
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
