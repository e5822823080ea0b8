"""A zip that is made while it is sent."""

import io
import random
import zipfile
from collections.abc import Iterator

from kliqs.estate.zipping import PIECE, zipped


def test_pieces_leave_long_before_the_last_row_is_made_and_none_is_large() -> None:
    made = 0

    def rows() -> Iterator[str]:
        nonlocal made
        chance = random.Random(1)
        for _ in range(2_000):
            made += 1
            yield chance.randbytes(1_000).hex()

    pieces = zipped([("first.txt", iter([b"hello", b" there"])), ("rows.txt", rows())])
    received = [next(pieces)]
    assert made < 200, "the first piece was waiting for nearly everything"
    received += pieces
    assert max(len(piece) for piece in received) < 2 * PIECE
    archive = zipfile.ZipFile(io.BytesIO(b"".join(received)))
    assert archive.testzip() is None
    assert archive.read("first.txt") == b"hello there"
    assert len(archive.read("rows.txt")) == 2_000 * 2_000
