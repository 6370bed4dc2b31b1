"""The first tables: lifters, sessions, sets, reps, files of clips, logs, programme.

A migration that was shipped is never edited, and imports nothing that could change: it describes the tables
as they were then.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _col(name: str, kind: sa.types.TypeEngine[Any], null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=null)


def _word(name: str, null: bool = False) -> sa.Column[Any]:
    return _col(name, sa.String(40), null)


def _number(name: str, null: bool = False) -> sa.Column[Any]:
    return _col(name, sa.Float(53), null)


def _count(*names: str) -> list[sa.Column[Any]]:
    return [_col(name, sa.Integer()) for name in names]


def _flag(*names: str) -> list[sa.Column[Any]]:
    return [_col(name, sa.Boolean()) for name in names]


def _of(table: str, target: str, column: str) -> list[sa.schema.SchemaItem]:
    """A column for the row it belongs to, and that it goes with it."""
    name = f"fk_{table}_{column}_{target}"
    return [
        _col(column, sa.Integer()),
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="CASCADE"),
    ]


def _named(table: str, *columns: sa.schema.SchemaItem, indexed: tuple[str, ...] = ()) -> None:
    """A table whose rows have a number here and a name (uid) everywhere."""
    op.create_table(
        table,
        _col("id", sa.Integer()),
        _col("uid", sa.String(64)),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("uid", name=f"uq_{table}_uid"),
    )
    for column in indexed:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _part(table: str, key: tuple[str, ...], *columns: sa.schema.SchemaItem) -> None:
    """A table of parts of other rows."""
    op.create_table(table, *columns, sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"))


def _log(table: str, *columns: sa.schema.SchemaItem, indexed: tuple[str, ...] = ()) -> None:
    """A log of a lifter."""
    lifter = _of(table, "lifters", "lifter_id")
    _named(table, *lifter, _col("at", sa.DateTime()), *columns, indexed=("lifter_id", "at", *indexed))


def upgrade() -> None:
    _people_and_trainings()
    _clips()
    _sets()
    _logs()


def _people_and_trainings() -> None:
    _named(
        "lifters",
        _col("name", sa.String(80)),
        _col("created_at", sa.DateTime()),
        _col("profile", sa.JSON()),
        sa.UniqueConstraint("name", name="uq_lifters_name"),
    )
    _part(
        "programmes",
        ("lifter_id",),
        *_of("programmes", "lifters", "lifter_id"),
        _col("started", sa.Date(), null=True),
        _word("severity", null=True),
    )
    _named(
        "sessions",
        *_of("sessions", "lifters", "lifter_id"),
        _col("started_at", sa.DateTime()),
        indexed=("lifter_id", "started_at"),
    )


def _clips() -> None:
    _named(
        "recordings",
        *_of("recordings", "lifters", "lifter_id"),
        _col("sha256", sa.String(64)),
        _col("name", sa.String(255)),
        indexed=("lifter_id", "sha256"),
    )
    _part(
        "recording_pieces",
        ("recording_id", "kind", "number"),
        *_of("recording_pieces", "recordings", "recording_id"),
        _word("kind"),
        *_count("number"),
        _col("content", sa.LargeBinary()),
    )


def _sets() -> None:
    _named(
        "sets",
        *_of("sets", "sessions", "session_id"),
        *_of("sets", "recordings", "recording_id"),
        _col("at", sa.DateTime()),
        _word("lift"),
        _word("side", null=True),
        *_count("shot", "shots"),
        _word("view"),
        *_flag("gradable"),
        _number("load", null=True),
        _word("unit"),
        *[_number(name, null=True) for name in ("load_kg", "one_rm", "body_mass")],
        *_count("good", "bad", "ungraded", "incomplete"),
        *_flag("pain", "feedback", "light_check"),
        _word("action"),
        _number("advised_load", null=True),
        _col("reasons", sa.JSON()),
        _col("note", sa.Text()),
        _col("report", sa.Text()),
        _col("corrections", sa.JSON(), null=True),
        sa.UniqueConstraint("recording_id", "shot", name="uq_sets_recording_id"),
        indexed=("session_id", "recording_id", "at", "lift"),
    )
    times = ("start_s", "bottom_s", "end_s", "depth_pct", "pelvic_drop_deg")
    _part(
        "reps",
        ("set_id", "rep"),
        *_of("reps", "sets", "set_id"),
        *_count("rep"),
        _word("grade"),
        _col("flags", sa.JSON()),
        *[_number(name, null=True) for name in times],
    )
    _part(
        "rep_values",
        ("set_id", "rep", "quantity"),
        *_of("rep_values", "sets", "set_id"),
        *_count("rep"),
        _word("quantity"),
        _number("pct"),
        _number("low_pct", null=True),
        _number("high_pct", null=True),
        _word("standing"),
    )


def _logs() -> None:
    _log("pains", *_flag("pain"), _col("level", sa.Integer(), null=True), _col("where", sa.Text()))
    _log(
        "exercise_log",
        _word("exercise"),
        _word("side", null=True),
        *_count("reps", "holds"),
        _number("seconds"),
        _col("clean_reps", sa.Integer(), null=True),
        _number("load", null=True),
        _word("unit"),
        *_flag("form_failed"),
        _col("felt", sa.Boolean(), null=True),
        *_flag("by_camera"),
        _word("direction", null=True),
        indexed=("exercise",),
    )
    _log("side_tests", _word("exercise"), *_count("left_clean", "right_clean"), *_flag("by_camera"))
    _log(
        "mobility_tests",
        _word("direction"),
        _word("side"),
        _col("trials_deg", sa.JSON()),
        *_flag("by_camera", "retest"),
    )
    _log("one_rms", _word("lift"), _number("load"), _word("unit"), *_count("reps"), indexed=("lift",))
    _log("body_masses", _number("mass"), _word("unit"))


def downgrade() -> None:
    logs = ("body_masses", "one_rms", "mobility_tests", "side_tests", "exercise_log", "pains")
    sets = ("rep_values", "reps", "sets", "recording_pieces", "recordings", "sessions", "programmes")
    for table in (*logs, *sets, "lifters"):
        op.drop_table(table)
