"""The tables. A change here needs a migration (history/migrations): a test compares the two."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, LargeBinary, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from history.columns import Number, WallTime, make_uid

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
UID_LENGTH, NAME_LENGTH, WORD_LENGTH, CLIP_NAME_LENGTH = 64, 80, 40, 255


class Base(DeclarativeBase):
    """Every constraint has a name, so that a later migration can find it."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: WallTime, float: Float(53), list[Any]: JSON, dict[str, Any]: JSON}  # noqa: RUF012


def _make_uid_column() -> Mapped[str]:
    return mapped_column(String(UID_LENGTH), unique=True, default=make_uid)


def _make_word_column(index: bool = False) -> Mapped[Any]:
    return mapped_column(String(WORD_LENGTH), index=index)


def _make_owner_column(target: str) -> Mapped[int]:
    """Refers to the row that this one belongs to, and is deleted with it."""
    return mapped_column(ForeignKey(f"{target}.id", ondelete="CASCADE"), index=True)


class LifterRow(Base):
    """A lifter: a name, no password. `profile` is coaching.records.lifter.Lifter without id and name."""

    __tablename__ = "lifters"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = _make_uid_column()
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    created_at: Mapped[datetime]
    profile: Mapped[dict[str, Any]]


class ProgrammeRow(Base):
    """What a lifter entered about the programme."""

    __tablename__ = "programmes"
    lifter_id: Mapped[int] = mapped_column(ForeignKey("lifters.id", ondelete="CASCADE"), primary_key=True)
    started: Mapped[date | None]
    severity: Mapped[str | None] = _make_word_column()


class SessionRow(Base):
    """One session: sets that were trained together."""

    __tablename__ = "sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = _make_uid_column()
    lifter_id: Mapped[int] = _make_owner_column("lifters")
    started_at: Mapped[datetime] = mapped_column(index=True)


class RecordingRow(Base):
    """A clip: its sets share one track, and the video where it was saved too.

    sha256  of the video file; "" for a live set
    """

    __tablename__ = "recordings"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = _make_uid_column()
    lifter_id: Mapped[int] = _make_owner_column("lifters")
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(CLIP_NAME_LENGTH))


class FileChunkRow(Base):
    """A chunk of a saved file, in order: a video is too large for one value. `kind` is track or video."""

    __tablename__ = "recording_pieces"
    recording_id: Mapped[int] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(WORD_LENGTH), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class SetRow(Base):
    """One set: the whole report as JSON, and as columns what queries often need.

    side                     the working leg of a single-leg lift
    load, one_rm, body_mass  in `unit`; load_kg is the same load in kg
    feedback                 False where the lifter got no grades during the set
    light_check              a light set that was repeated unchanged, to measure how much the numbers scatter
    report                   evenrep.set/…, as in docs/json.md
    corrections              what the person corrected by hand
    """

    __tablename__ = "sets"
    __table_args__ = (UniqueConstraint("recording_id", "shot"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = _make_uid_column()
    session_id: Mapped[int] = _make_owner_column("sessions")
    recording_id: Mapped[int] = _make_owner_column("recordings")
    at: Mapped[datetime] = mapped_column(index=True)
    lift: Mapped[str] = _make_word_column(index=True)
    side: Mapped[str | None] = _make_word_column()
    shot: Mapped[int]
    shots: Mapped[int]
    view: Mapped[str] = _make_word_column()
    gradable: Mapped[bool]
    load: Mapped[float | None]
    unit: Mapped[str] = _make_word_column()
    load_kg: Mapped[float | None]
    one_rm: Mapped[float | None]
    body_mass: Mapped[float | None]
    good: Mapped[int]
    bad: Mapped[int]
    ungraded: Mapped[int]
    incomplete: Mapped[int]
    pain: Mapped[bool]
    feedback: Mapped[bool]
    light_check: Mapped[bool]
    action: Mapped[str] = _make_word_column()
    advised_load: Mapped[float | None]
    reasons: Mapped[list[Any]]
    note: Mapped[str] = mapped_column(Text)
    report: Mapped[str] = mapped_column(Text)
    corrections: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class RepRow(Base):
    """One rep, for queries; the report of its set holds everything.

    side  the standing leg, in lifts on one leg
    """

    __tablename__ = "reps"
    set_id: Mapped[int] = mapped_column(ForeignKey("sets.id", ondelete="CASCADE"), primary_key=True)
    rep: Mapped[int] = mapped_column(primary_key=True)
    grade: Mapped[str] = _make_word_column()
    flags: Mapped[list[Any]]
    start_s: Mapped[float] = mapped_column(Number, nullable=True)
    bottom_s: Mapped[float] = mapped_column(Number, nullable=True)
    end_s: Mapped[float] = mapped_column(Number, nullable=True)
    depth_pct: Mapped[float] = mapped_column(Number, nullable=True)
    pelvic_drop_deg: Mapped[float] = mapped_column(Number, nullable=True)
    side: Mapped[str | None] = _make_word_column()


class ValueRow(Base):
    """One measured quantity of one rep: percent, + = the lifter's left, with its 95 % interval."""

    __tablename__ = "rep_values"
    set_id: Mapped[int] = mapped_column(ForeignKey("sets.id", ondelete="CASCADE"), primary_key=True)
    rep: Mapped[int] = mapped_column(primary_key=True)
    quantity: Mapped[str] = mapped_column(String(WORD_LENGTH), primary_key=True)
    pct: Mapped[float]
    low_pct: Mapped[float] = mapped_column(Number, nullable=True)
    high_pct: Mapped[float] = mapped_column(Number, nullable=True)
    standing: Mapped[str] = _make_word_column()


class LogRow(Base):
    """What every log entry has. The columns of a log have the names of the fields of its record."""

    __abstract__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = _make_uid_column()
    lifter_id: Mapped[int] = _make_owner_column("lifters")
    at: Mapped[datetime] = mapped_column(index=True)


class PainRow(LogRow):
    """coaching.records.records.PainRecord."""

    __tablename__ = "pains"
    pain: Mapped[bool]
    level: Mapped[int | None]
    where: Mapped[str] = mapped_column(Text)


class ExerciseRow(LogRow):
    """coaching.records.records.ExerciseRecord."""

    __tablename__ = "exercise_log"
    exercise: Mapped[str] = _make_word_column(index=True)
    side: Mapped[str | None] = _make_word_column()
    reps: Mapped[int]
    holds: Mapped[int]
    seconds: Mapped[float]
    clean_reps: Mapped[int | None]
    load: Mapped[float | None]
    unit: Mapped[str] = _make_word_column()
    form_failed: Mapped[bool]
    felt: Mapped[bool | None]
    by_camera: Mapped[bool]
    direction: Mapped[str | None] = _make_word_column()


class SideTestRow(LogRow):
    """coaching.records.records.SideTestRecord."""

    __tablename__ = "side_tests"
    exercise: Mapped[str] = _make_word_column()
    left_clean: Mapped[int]
    right_clean: Mapped[int]
    by_camera: Mapped[bool]


class MobilityRow(LogRow):
    """coaching.records.records.MobilityRecord."""

    __tablename__ = "mobility_tests"
    direction: Mapped[str] = _make_word_column()
    side: Mapped[str] = _make_word_column()
    trials_deg: Mapped[list[Any]]
    by_camera: Mapped[bool]
    retest: Mapped[bool]


class OneRmRow(LogRow):
    """coaching.records.records.OneRmRecord: the load the lifter can lift once, as tested or entered."""

    __tablename__ = "one_rms"
    lift: Mapped[str] = _make_word_column(index=True)
    load: Mapped[float]
    unit: Mapped[str] = _make_word_column()
    reps: Mapped[int]


class BodyMassRow(LogRow):
    """coaching.records.records.BodyMassRecord."""

    __tablename__ = "body_masses"
    mass: Mapped[float]
    unit: Mapped[str] = _make_word_column()
