"""The click log: the edge writes it before its answers leave, the loader reads it. No Django.

One append-only segment at a time for each process, locked while its process has it open: that is how the loader tells
what may still grow from what a dead process left. Segments are short-lived, as they alone hold addresses.
"""

from kliqs.clicks.log.record import PLAIN, SUFFIX, Head, head_of
from kliqs.clicks.log.writing import ClickLog

__all__ = ["PLAIN", "SUFFIX", "ClickLog", "Head", "head_of"]
