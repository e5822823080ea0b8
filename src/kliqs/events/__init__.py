"""What happened, committed with the change itself: the change table that empties caches in every process, and the
audit log of who did what.

Any room above may record a change, inside its own transaction; nobody deletes one but the sweep in `changes`.
"""
