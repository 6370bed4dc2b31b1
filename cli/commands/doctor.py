"""`evenrep doctor`: prints what `services/doctor.py` finds, one line each."""

import sys

from analysis.wording import format_count
from cli.console import print_line
from cli.errors import exit_with_code
from cli.options import Debug
from services.doctor import Finding, Mark, check_all

_SYMBOL = {Mark.OK: "✓", Mark.WARN: "!", Mark.FAIL: "✗"}
_STYLE = {Mark.OK: "", Mark.WARN: "yellow", Mark.FAIL: "bold red"}


@exit_with_code
def doctor(debug: Debug = False) -> int:
    """Check the installation: versions, models, codecs, disk, and a second of the pose model at work."""
    marks = [_print_finding(finding) for finding in check_all()]
    if Mark.FAIL in marks:
        print_line("Something does not work: see the lines marked fail.", sys.stdout, "bold red")
        return 1
    warned = marks.count(Mark.WARN)
    verdict = f"It works, with {format_count(warned, 'warning')}." if warned else "Everything works."
    print_line(verdict, sys.stdout, "bold green")
    return 0


def _print_finding(finding: Finding) -> Mark:
    text = f"{_SYMBOL[finding.mark]} {finding.mark:<4}  {finding.what:<12} {finding.text}"
    print_line(text, sys.stdout, _STYLE[finding.mark])
    return finding.mark
