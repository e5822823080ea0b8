"""Kliqs: short links over an HTTP API, honest counts, and a page for a bio.

`settings`, `errors` and `database` are for every room; the rooms and who may import whom are described in
`docs/architecture.md` and held by import-linter.
"""

__version__ = "0.1.0"
