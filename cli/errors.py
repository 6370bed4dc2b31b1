"""The one place where an error becomes a sentence and an exit code: no traceback reaches the person."""

import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec

import typer

from analysis.errors import Cancelled, EvenRepError, UsageError
from cli.console import print_line
from services.package_info import REPORT_PROBLEM

P = ParamSpec("P")


def exit_with_code(command: Callable[P, int]) -> Callable[P, None]:
    """A command that returns its exit code becomes one that Typer ends with it, whatever happens inside."""

    @functools.wraps(command)
    def run_command(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs)
            sys.stdout.flush()
        except UsageError as error:
            raise typer.BadParameter(str(error)) from error
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except BrokenPipeError:
            code = 0  # the program that reads our output has ended (`| head`): stop without a message
        except (Exception, KeyboardInterrupt) as error:
            if kwargs.get("debug"):
                raise
            code = _print_any_error(error)
        _release_broken_stdout()
        raise typer.Exit(code)

    return run_command


def run_program(app: Callable[[], object]) -> None:
    """The whole program, with what may go wrong outside of a command: parsing, help, the last flush."""
    try:
        app()
    except (Exception, KeyboardInterrupt) as error:
        if "--debug" in sys.argv:
            raise
        code = _print_any_error(error)
        _release_broken_stdout()
        sys.exit(code)


def print_error(error: EvenRepError, clip: Path | None = None) -> None:
    """Print one sentence with its remedy on standard error, naming the clip where there are several."""
    text = str(error) or type(error).__name__
    name = f"{clip.name}: " if clip and clip.name not in text else ""
    print_line(f"Error: {name}{text}", sys.stderr, "bold red")


def _print_any_error(error: BaseException) -> int:
    """Print one sentence, whatever happened; return the exit code."""
    if isinstance(error, KeyboardInterrupt):
        error = Cancelled("Stopped.")
    if isinstance(error, Cancelled):
        print_line("Stopped. No unfinished file was left behind.", sys.stderr)
    elif isinstance(error, EvenRepError):
        print_error(error)
    else:
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        print_line(
            f"Error: something went wrong inside EvenRep ({what}). {REPORT_PROBLEM}", sys.stderr, "bold red"
        )
    return error.exit_code if isinstance(error, EvenRepError) else 1


def _release_broken_stdout() -> None:
    """What could not be written must not be tried again, with a traceback, when Python ends."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
