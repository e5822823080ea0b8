"""Checks of the main database itself."""

from collections.abc import Iterator

from kliqs.doctor.findings import Finding, Patient
from kliqs.migrating import pending


def migrations(_: Patient) -> Iterator[Finding]:
    """The schema is this version's."""
    missing = pending()
    if missing:
        yield Finding(f"The database lacks {len(missing)} migrations, first {missing[0]}.", "Run: kliqs migrate")


def sqlite_integrity(patient: Patient) -> Iterator[Finding]:
    """SQLite finds its own file sound."""
    if not patient.db.is_sqlite:
        return
    said = [row[0] for row in patient.db.execute("PRAGMA quick_check(3)").fetchall()]
    if said != ["ok"]:
        yield Finding(f"The database file is damaged: {said[0]}", "Stop Kliqs, keep the file, and restore a backup.")


def sqlite_wal(patient: Patient) -> Iterator[Finding]:
    """Readers and writers do not wait for each other, and a 201 survives a power cut."""
    if not patient.db.is_sqlite:
        return
    mode = patient.db.execute("PRAGMA journal_mode").fetchone()[0]
    if mode != "wal":
        yield Finding(
            f"The database file cannot use a write-ahead log (its mode is {mode}).",
            "Keep the data folder on a local disk, not on a network share.",
        )


def own_domain(patient: Patient) -> Iterator[Finding]:
    """Row 1 of the domains is the install's own."""
    if patient.db.execute("SELECT 1 FROM routes_domain WHERE id = 1").fetchone() is None:
        yield Finding("The install's own domain is missing from the database.", "Restore a backup.")
