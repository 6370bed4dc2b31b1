"""A live set as JSON lines: one event a line, written as it happens. docs/json.md documents them."""

import json
from collections.abc import Sequence
from typing import TextIO

from analysis.report.json_writer import rep_to_dict, report_to_dict, round_number
from analysis.report.types import Advice, RepReport, SetReport
from vision.live.state import LivePhase, LiveState

Event = dict[str, object]


class LiveJsonLines:
    """Writes events as they happen; without feedback, verdicts wait until the set is over."""

    def __init__(self, stream: TextIO, feedback: bool = True) -> None:
        self._stream, self._feedback = stream, feedback
        self._guided: tuple[str, ...] | None = None
        self._was_ready = False
        self._reps: list[RepReport] = []
        self._warned = 0
        self._advice: Advice | None = None

    def show_state(self, state: LiveState) -> None:
        if state.phase is not LivePhase.SET_ENDED and state.guide != self._guided:
            self._guided = state.guide
            self._write_event("guide", state, phase=state.phase, sentences=list(state.guide))
        ready = state.phase is LivePhase.READY
        if ready and not self._was_ready:
            self._write_event("ready", state)
        self._was_ready = ready
        for text in state.warnings[self._warned :]:
            self._write_event("warning", state, sentence=text)
        self._warned = max(self._warned, len(state.warnings))
        if state.newest is not None:
            self._reps.append(state.newest)
        if self._feedback or state.phase is LivePhase.SET_ENDED:
            self._write_verdicts(state)

    def on_set_end(self, state: LiveState, reports: Sequence[SetReport]) -> None:
        """The last line: how it ended, and what `evenrep analyze --json` would say of the whole set."""
        self.show_state(state)
        sets = [report_to_dict(report) for report in reports]
        self._write_event("end", state, reps=len(state.reps), why=state.why_ended, sets=sets)

    def _write_verdicts(self, state: LiveState) -> None:
        for rep in self._reps:
            self._write_line({"event": "rep", **rep_to_dict(rep)})
        self._reps.clear()
        if state.advice is not None and state.advice != self._advice:
            self._advice = advice = state.advice
            self._write_event(
                "advice",
                state,
                action=advice.action,
                new_load=advice.new_load,
                unit=advice.unit,
                reasons=list(advice.reasons),
            )

    def _write_event(self, event: str, state: LiveState, **details: object) -> None:
        self._write_line({"event": event, "time_s": round_number("time_s", state.time_s), **details})

    def _write_line(self, event: Event) -> None:
        self._stream.write(json.dumps(event, ensure_ascii=False, allow_nan=False) + "\n")
        self._stream.flush()
