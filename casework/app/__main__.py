"""`python -m casework.app`: the command line."""

from casework.app.cli import main

main()
