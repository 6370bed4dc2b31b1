"""Writes the demo's answer into README.md, so that what a newcomer reads there is what the program prints.

    python -m tools.update_readme           write it
    python -m tools.update_readme --check   exit 1 if README.md is out of date

The answer is made from the saved track of the demo clip (tests/data), in a second and without a pose model.
"""

import argparse
import io
import re
import sys
from pathlib import Path

from analysis.settings import SetSettings
from cli.terminal import print_report
from services import analysis as analysis_service
from services.samples import find_sample_load_kg

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
TRACK = ROOT / "tests" / "data" / "loaded_mixed_front.npz"
BLOCK = re.compile(r"(<!-- demo:start [^\n]*-->\n).*?(<!-- demo:end -->)", re.DOTALL)


def render_demo() -> str:
    """The report of the demo clip as it is printed to a pipe, without camera and footer lines."""
    recording = analysis_service.load_recording(TRACK)
    settings = SetSettings(load=find_sample_load_kg(TRACK))
    (report,) = analysis_service.analyze_recording(recording, settings)
    stream = io.StringIO()
    print_report(report, stream)
    text = stream.getvalue()
    return text[: text.index("\nFilmed from")].rstrip()


def update(text: str) -> str:
    """README.md with today's answer between its two markers."""
    return BLOCK.sub(lambda found: f"{found[1]}\n```\n{render_demo()}\n```\n\n{found[2]}", text)


def main() -> int:
    """Writes README.md, or checks it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="exit 1 if README.md is out of date")
    before = README.read_text(encoding="utf-8")
    after = update(before)
    if parser.parse_args().check:
        if before == after:
            return 0
        print("README.md is out of date: python -m tools.update_readme", file=sys.stderr)
        return 1
    README.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
