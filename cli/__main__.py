"""`python -m cli` is `evenrep`."""

from cli.app import main

main()
