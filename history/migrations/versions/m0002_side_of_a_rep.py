"""Which leg stood in each rep of a lift on one leg, and its pelvic drop, which had been left out of `reps`.

A migration that was shipped is never edited, and imports nothing that could change: it describes the tables
as they were then.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ON_ONE_LEG = ("single_leg_squat", "step_down", "split_squat")


def upgrade() -> None:
    op.add_column("reps", sa.Column("side", sa.String(40), nullable=True))
    sets, reps = (sa.table(*_columns(name)) for name in ("sets", "reps"))
    database = op.get_bind()
    found = database.execute(sa.select(sets.c.id, sets.c.report).where(sets.c.lift.in_(_ON_ONE_LEG))).all()
    for set_id, report in found:
        for rep in json.loads(report)["reps"]:
            known = {"side": rep.get("side"), "pelvic_drop_deg": rep.get("pelvic_drop_deg")}
            here = (reps.c.set_id == set_id) & (reps.c.rep == rep["rep"])
            database.execute(sa.update(reps).where(here).values(**known))


def _columns(name: str) -> tuple[Any, ...]:
    known: dict[str, tuple[Any, ...]] = {
        "sets": (sa.column("id"), sa.column("lift"), sa.column("report")),
        "reps": (sa.column("set_id"), sa.column("rep"), sa.column("side"), sa.column("pelvic_drop_deg")),
    }
    return (name, *known[name])


def downgrade() -> None:
    op.drop_column("reps", "side")
