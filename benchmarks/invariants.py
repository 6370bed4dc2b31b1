"""The laws of measurement on clips, law by law and clip by clip: `python -m benchmarks.invariants [FOLDER]`.

Every clip is mirrored, made smaller, rolled, thinned, cut and reversed, tracked anew each time, and its
numbers are held against those of the clip as it was filmed. Printed is the largest departure of any rep in
percentage points, over all quantities and for each; `reps 5/6` where a repetition was gained or lost, and
`left out` where a value was graded only once. The slowest part is kept: a second run takes seconds.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np

from analysis.errors import EvenRepError
from analysis.quantities.definitions import Quantity
from tests.fixtures.invariant_clips import CLIP_INVARIANTS, check_on_clip
from tests.fixtures.invariants import Invariant, Outcome
from tests.fixtures.tracks import TrackStore

REPO = Path(__file__).resolve().parents[1]
VIDEO_ENDINGS = {".mp4", ".mov", ".m4v", ".webm", ".avi", ".mkv"}
KEPT = Path(tempfile.gettempdir(), "evenrep-law-tracks")
NAME_WIDTH, CELL_WIDTH = 24, 13

Table = dict[str, dict[str, Outcome | None]]
"""clip -> law -> outcome; None where the law does not apply."""


def list_clips(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in VIDEO_ENDINGS)


def check_invariants(
    paths: Iterable[Path], store: TrackStore, laws: Iterable[Invariant] = CLIP_INVARIANTS
) -> Table:
    """Every law on every clip; progress goes to stderr."""
    table: Table = {}
    for path in paths:
        row: dict[str, Outcome | None] = {}
        for law in laws:
            print(f"{path.name}: {law.key} ...", file=sys.stderr, flush=True)
            try:
                row[law.key] = check_on_clip(law, path, store)
            except EvenRepError as error:
                print(f"{path.name}: {law.key}: {error}", file=sys.stderr)
                row[law.key] = Outcome(law.key, 1, 0)
        table[path.name] = row
    return table


def format_invariant_table(table: Table, laws: Iterable[Invariant] = CLIP_INVARIANTS) -> Iterator[str]:
    """The table as text: one block over all quantities, then one for each."""
    laws = list(laws)
    yield from _format_block("largest departure of any quantity, percentage points", table, laws, None)
    for quantity in Quantity:
        if any(_is_graded(outcome, quantity) for row in table.values() for outcome in row.values()):
            yield ""
            yield from _format_block(quantity.replace("_", " "), table, laws, quantity)
    broken = [
        f"{clip}: {law.key}"
        for clip, row in table.items()
        for law in laws
        if not _does_hold(row[law.key], law)
    ]
    yield ""
    yield f"{len(broken)} broken: {', '.join(broken)}" if broken else "Every law holds on every clip."


def _format_block(
    title: str, table: Table, laws: list[Invariant], quantity: Quantity | None
) -> Iterator[str]:
    yield title
    yield " " * NAME_WIDTH + "".join(f"{law.key:>{CELL_WIDTH}}" for law in laws)
    yield f"{'(allowed)':{NAME_WIDTH}}" + "".join(f"{law.clip_pp:>{CELL_WIDTH}.1f}" for law in laws)
    for clip, row in table.items():
        cells = "".join(f"{_format_cell(row[law.key], quantity):>{CELL_WIDTH}}" for law in laws)
        yield f"{Path(clip).stem[: NAME_WIDTH - 1]:{NAME_WIDTH}}{cells}"


def _format_cell(outcome: Outcome | None, quantity: Quantity | None) -> str:
    if outcome is None:
        return "-"
    if not outcome.same_reps:
        return f"reps {outcome.found_reps}/{outcome.expected_reps}"
    if quantity is None:
        if not any(_is_graded(outcome, key) for key in Quantity):
            return "not graded" if not outcome.regraded else f"{outcome.regraded} left out"
        return f"{outcome.worst_pp:.2f}" + ("*" if outcome.regraded else "")
    return f"{outcome.deviation_pp[quantity]:.2f}" if _is_graded(outcome, quantity) else "left out"


def _is_graded(outcome: Outcome | None, quantity: Quantity) -> bool:
    return outcome is not None and bool(np.isfinite(outcome.deviation_pp.get(quantity, np.nan)))


def _does_hold(outcome: Outcome | None, law: Invariant) -> bool:
    return outcome is None or outcome.holds(law.clip_pp)


def format_invariants_json(table: Table, laws: Iterable[Invariant] = CLIP_INVARIANTS) -> str:
    """NaN is null."""
    allowed = {law.key: law.clip_pp for law in laws}
    rows = {
        clip: {
            key: outcome
            and {
                **asdict(outcome),
                "deviation_pp": {
                    quantity: value if np.isfinite(value) else None
                    for quantity, value in outcome.deviation_pp.items()
                },
                "regraded": int(outcome.regraded),
                "allowed_pp": allowed[key],
                "holds": outcome.holds(allowed[key]),
            }
            for key, outcome in row.items()
        }
        for clip, row in table.items()
    }
    return json.dumps({"schema": "evenrep.laws/1", "clips": rows}, indent=2, allow_nan=False) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clips", type=Path, nargs="*", help="folders or clips; default: sample_videos")
    parser.add_argument("--json", type=Path, help="write the table there")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where tracks are kept between runs")
    options = parser.parse_args()
    given = options.clips or [REPO / "sample_videos"]
    paths = [clip for path in given for clip in (list_clips(path) if path.is_dir() else [path])]
    if not paths:
        sys.exit("No clips there: name a folder that holds some.")
    table = check_invariants(paths, TrackStore(options.kept))
    print("\n".join(format_invariant_table(table)))
    if options.json:
        options.json.write_text(format_invariants_json(table), encoding="utf-8")


if __name__ == "__main__":
    main()
