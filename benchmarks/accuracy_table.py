"""The accuracy table as lines of text and as plain values for JSON."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from analysis.quantities.definitions import Quantity
from analysis.settings import View
from benchmarks.accuracy_run import PRODUCT, Way
from benchmarks.accuracy_score import (
    SURE,
    QuantityScore,
    RepScore,
    Scored,
    list_group_labels,
    score_camera,
    score_quantity,
    score_reps,
)

SCHEMA = "evenrep.accuracy/1"
HEAD = (
    f"{'':16}{'reps':>5}{'RMSE':>7}{'gain':>6}{'bias':>7}{'r':>6}{'>15 %':>7}{'found':>7}{'false':>7}"
    f"{'sens':>6}{'spec':>6}{'in 95 %':>9}{'ungraded':>10}"
)


@dataclass(frozen=True)
class Goal:
    """What the product promises of one quantity; NaN where nothing is promised."""

    rmse_pp: float
    gain: tuple[float, float]


GOALS: dict[Quantity, Goal] = {
    Quantity.HIP_DROP: Goal(2.5, (0.9, 1.1)),
    Quantity.KNEE_VALGUS: Goal(3.5, (0.9, 1.1)),
    Quantity.LATERAL_SHIFT: Goal(1.5, (0.95, 1.05)),
}
INSIDE = (0.93, 0.99)
SENSITIVITY, SPECIFICITY, EVEN_GOOD = 0.9, 0.97, 0.98


@dataclass(frozen=True)
class AccuracyResult:
    """What one way of reading with one model made of the clips that were read by it.

    of  how many clips there are; 0: not told
    """

    model: str
    way: Way
    scored: Scored
    of: int = 0

    @property
    def title(self) -> str:
        read = len(self.scored.cameras)
        return f"{self.model}, {self.way.name}" + (
            f" (only {read} of {self.of} clips)" if read < self.of else ""
        )


def format_result_table(result: AccuracyResult) -> Iterator[str]:
    """One block: every quantity, then whole reps; parts of the exam by themselves for the product."""
    scored = result.scored
    yield result.title
    yield HEAD
    for key in Quantity:
        yield _format_quantity_line(key, score_quantity(scored.pairs, key), result.way)
    yield from _format_rep_lines(score_reps(scored))
    for clip, why in scored.failed.items():
        yield f"  {clip} was not read: {why}"


def _format_quantity_line(key: Quantity, score: QuantityScore, way: Way) -> str:
    inside = score.inside if way.has_interval else math.nan
    return (
        f"  {key.replace('_', ' '):14}{score.reps:5d}{_format_pp(score.rmse_pp):>7}"
        f"{_format_ratio(score.gain):>6}"
        f"{_format_pp(score.bias_pp, '+'):>7}{_format_ratio(score.r):>6}{score.truly_bad:7d}{score.found:7d}"
        f"{score.false_alarms:7d}{_format_ratio(score.sensitivity):>6}{_format_ratio(score.specificity):>6}"
        f"{_format_percent(inside):>9}{_format_percent(score.ungraded):>10}"
    )


def _format_rep_lines(score: RepScore) -> Iterator[str]:
    yield (
        f"  reps {score.reps} read, {score.missing} missed, {score.extra} too many, "
        f"{_format_percent(score.ungraded)} ungraded; hip, knee, shift 3 pp clear of the line: "
        f"sensitivity {_format_ratio(score.sensitivity)} of {score.clearly_bad}, "
        f"specificity {_format_ratio(score.specificity)} of {score.clearly_good}; "
        f"even reps graded good {_format_percent(score.even_good)} of {score.even}"
    )


def format_groups_table(result: AccuracyResult) -> Iterator[str]:
    """Bias and RMSE of every group of clips: where the residual comes from."""
    scored = result.scored
    found = list_group_labels(scored.pairs)
    if not found:
        return
    yield f"{result.model}, {result.way.name}: residual by group: bias / RMSE, percentage points (reps read)"
    yield f"{'':32}" + "".join(f"{key.replace('_', ' '):>20}" for key in Quantity)
    last = ""
    for group, label in found:
        part = scored.select_group(group, label).pairs
        cells = "".join(f"{_format_residual(score_quantity(part, key)):>20}" for key in Quantity)
        yield f"  {group if group != last else '':12}{label:18}{cells}"
        last = group
    yield ""


def _format_residual(score: QuantityScore) -> str:
    read = round(score.reps * (1.0 - score.ungraded)) if score.reps else 0
    return f"{_format_pp(score.bias_pp, '+')} / {_format_pp(score.rmse_pp)} ({read})" if read else "not read"


def format_camera_table(scored: Scored) -> Iterator[str]:
    """Yaw, roll and view, where the truth tells them."""
    yield "camera (calibrated): error in degrees, and as what each view was read"
    for view in View:
        score = score_camera(scored.cameras, view)
        if not score.clips:
            continue
        read_as = ", ".join(f"{name} {count}" for name, count in score.read_as.items())
        yield (
            f"  {view:8}{score.clips:3d} clips   yaw RMSE {_format_pp(score.yaw_rmse_deg)} "
            f"(bias {_format_pp(score.yaw_bias_deg, '+')})   roll RMSE {_format_pp(score.roll_rmse_deg)}   "
            f"read as: {read_as}"
        )
    if all(camera.view is None for camera in scored.cameras):
        yield "  the truth tells of no camera"


def check_goals(scored: Scored) -> list[tuple[str, float, str, bool | None]]:
    """[(what, figure, what was promised, kept or not; None where it can't be told), …]."""
    rows: list[tuple[str, float, str, bool | None]] = []

    def add_goal(what: str, figure: float, low: float, high: float, promised: str) -> None:
        kept = None if math.isnan(figure) else low <= figure <= high
        rows.append((what, figure, promised, kept))

    for key in Quantity:
        score, name = score_quantity(scored.pairs, key), key.replace("_", " ")
        if key in GOALS:
            goal = GOALS[key]
            add_goal(f"{name}: RMSE, pp", score.rmse_pp, 0, goal.rmse_pp, f"≤ {goal.rmse_pp:g}")
            add_goal(f"{name}: gain", score.gain, *goal.gain, f"{goal.gain[0]:g}–{goal.gain[1]:g}")
        else:
            add_goal(f"{name}: false alarms", score.false_alarms, 0, 0, "0")
        add_goal(
            f"{name}: truths inside the interval", score.inside, *INSIDE, f"{INSIDE[0]:.0%}–{INSIDE[1]:.0%}"
        )
    whole = score_reps(scored)
    add_goal(f"sensitivity ({', '.join(SURE)})".replace("_", " "), whole.sensitivity, SENSITIVITY, 1, "≥ 0.9")
    add_goal("specificity", whole.specificity, SPECIFICITY, 1, "≥ 0.97")
    add_goal("even reps graded good", whole.even_good, EVEN_GOOD, 1, "≥ 98 %")
    return rows


def format_goals_table(scored: Scored) -> Iterator[str]:
    for what, figure, promised, kept in check_goals(scored):
        verdict = {True: "kept", False: "FALLS SHORT", None: "not told"}[kept]
        yield f"  {what:58}{_format_ratio(figure):>8}   promised {promised:10}{verdict}"


def select_core(scored: Scored) -> tuple[str, Scored]:
    """The carefully filmed part, where the clips have one: the promises are about it."""
    core = scored.select_group("part", "core")
    return ("the carefully filmed part", core) if core.pairs else ("all clips", scored)


def format_accuracy_report(results: Sequence[AccuracyResult], source: str) -> Iterator[str]:
    """Everything that is printed."""
    clips = {pair.clip for pair in results[0].scored.pairs}
    yield f"{source}: {len(clips)} clips. RMSE and bias in percentage points; positive = the lifter's left."
    yield ""
    for result in results:
        yield from format_result_table(result)
        yield ""
    product = find_product_result(results)
    if product is None:
        return
    for label in ("core", "wide"):
        part = product.scored.select_group("part", label)
        if part.pairs:
            yield f"the {label} part alone:"
            yield from format_result_table(AccuracyResult(product.model, product.way, part))
            yield ""
    yield from format_groups_table(product)
    yield from format_camera_table(product.scored)
    yield ""
    name, core = select_core(product.scored)
    yield f"promises, held against {name} ({product.model}, {product.way.name}):"
    yield from format_goals_table(core)


def find_product_result(results: Sequence[AccuracyResult]) -> AccuracyResult | None:
    """The product's own way with its usual model, else with the first that there is."""
    own = [result for result in results if result.way is PRODUCT]
    return next((result for result in own if result.model == "full"), own[0] if own else None)


def build_accuracy_json(results: Sequence[AccuracyResult], source: str) -> dict[str, object]:
    """NaN is null."""
    product = find_product_result(results)
    return _replace_nan(
        {
            "schema": SCHEMA,
            "source": source,
            "results": [
                _describe_result(result, part) for result in results for part in _split_into_parts(result)
            ],
            "groups": _describe_groups(product.scored) if product else [],
            "camera": {
                view.value: asdict(score)
                for view in View
                if product and (score := score_camera(product.scored.cameras, view)).clips
            },
            "goals": [
                {"what": what, "figure": figure, "promised": promised, "kept": kept}
                for what, figure, promised, kept in (
                    check_goals(select_core(product.scored)[1]) if product else []
                )
            ],
            "reps": [row for result in results for row in _list_rep_rows(result)],
        }
    )


def _split_into_parts(result: AccuracyResult) -> Iterator[tuple[str, Scored]]:
    yield "all", result.scored
    for label in ("core", "wide"):
        if (part := result.scored.select_group("part", label)).pairs:
            yield label, part


def _describe_result(result: AccuracyResult, part: tuple[str, Scored]) -> dict[str, object]:
    name, scored = part
    return {
        "model": result.model,
        "way": result.way.name,
        "part": name,
        "clips": len({pair.clip for pair in scored.pairs} | set(scored.failed)),
        "quantities": {key.value: asdict(score_quantity(scored.pairs, key)) for key in Quantity},
        "reps": asdict(score_reps(scored)),
        "failed": dict(scored.failed),
    }


def _describe_groups(scored: Scored) -> list[dict[str, object]]:
    return [
        {
            "group": group,
            "label": label,
            "quantities": {
                key.value: asdict(score_quantity(scored.select_group(group, label).pairs, key))
                for key in Quantity
            },
        }
        for group, label in list_group_labels(scored.pairs)
    ]


def _list_rep_rows(result: AccuracyResult) -> Iterable[dict[str, object]]:
    for pair in result.scored.pairs:
        row: dict[str, object] = {"model": result.model, "way": result.way.name, "clip": pair.clip}
        row |= {"rep": pair.rep, "grade": pair.grade.value}
        for key in Quantity:
            value = pair.values[key]
            row |= {f"{key}_pct": pair.truth[key], f"{key}_read_pct": value.pct}
            row |= {f"{key}_low_pct": value.low_pct, f"{key}_high_pct": value.high_pct}
        yield row


def _replace_nan(value: object) -> object:
    """NaN becomes None, at any depth."""
    if isinstance(value, float):
        return round(value, 4) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _replace_nan(item) for key, item in value.items()}
    return [_replace_nan(item) for item in value] if isinstance(value, list | tuple) else value


def _format_pp(value: float, sign: str = "") -> str:
    return "–" if math.isnan(value) else f"{value:{sign}.1f}"


def _format_ratio(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"


def _format_percent(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.0%}"
