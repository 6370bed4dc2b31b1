"""The command line. `main` is the console script `evenrep`; each command is a file in `cli/commands/`."""

from cli.app import main

__all__ = ["main"]
