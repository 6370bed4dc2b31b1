"""Shows the doctor's findings as they come."""

import sys

from cli.console import print_line
from services.doctor import Finding, Mark, check_all

_SYMBOL = {Mark.OK: "✓", Mark.WARN: "!", Mark.FAIL: "✗"}
_STYLE = {Mark.OK: "", Mark.WARN: "yellow", Mark.FAIL: "bold red"}


def run_checks() -> int:
    """Prints one line per finding; returns 1 if anything failed, else 0."""
    marks = [_print_finding(finding) for finding in check_all()]
    if Mark.FAIL in marks:
        print_line("Something is missing: see the lines marked fail.", sys.stdout, "bold red")
        return 1
    warned = marks.count(Mark.WARN)
    print_line("All well." if not warned else f"It works; {warned} warned of.", sys.stdout, "bold green")
    return 0


def _print_finding(finding: Finding) -> Mark:
    text = f"{_SYMBOL[finding.mark]} {finding.mark:<4}  {finding.what:<12} {finding.told}"
    print_line(text, sys.stdout, _STYLE[finding.mark])
    return finding.mark
