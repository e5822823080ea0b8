"""A zip file made while it is sent."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PIECE = 65_536  # bytes that are sent at once, about


def zipped(files: Iterable[tuple[str, Iterator[str] | Iterator[bytes]]]) -> Iterator[bytes]:
    """The zip of files by name and content. Every size comes after its file (ZIP64), since none is known before it."""
    sink = _Sink()
    now = datetime.now(UTC).timetuple()[:6]
    with ZipFile(sink, "w") as archive:
        for name, pieces in files:
            entry = ZipInfo(name, now)
            entry.compress_type = ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece.encode() if isinstance(piece, str) else piece)
                    if sink.size >= PIECE:
                        yield sink.take()
    yield sink.take()


class _Sink:
    """Takes what is written, until it is taken away."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def write(self, data: bytes, /) -> int:
        self._parts.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def close(self) -> None:
        """There is nothing to let go of."""

    def take(self) -> bytes:
        whole = b"".join(self._parts)
        self._parts, self.size = [], 0
        return whole
