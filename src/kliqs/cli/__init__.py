"""The `kliqs` command, one file a noun. Each command parses, calls one domain function and prints.

Nothing heavy is imported before a command needs it: `kliqs --help` answers in a moment.
"""

from kliqs.cli.app import app

__all__ = ["app"]
