"""Header blocks that need no parsing, since equal bytes mean the same.

A block is known when the parser has accepted it in a lone request that the lane answered. It is known by its lines,
too, when each of them stood in such a block: hardly two visitors send the same lines together, and most send lines that
others have sent. That holds because what is learned never hangs on its neighbours: no folded line, no name that is
there twice, nothing of bodies, upgrades or closing.
"""

from collections.abc import Sequence

from kliqs.clicks.log import PLAIN, Head

END = b"\r\n"
MOST_BLOCKS = 4_096
LARGEST_BLOCK = 2_048  # bytes
MOST_LINES = 8_192
LONGEST_LINE = 512  # bytes
LOGGED = frozenset((b"host", b"user-agent", b"referer", b"accept-language"))
KEPT_ALIVE = b"keep-alive"

Field = tuple[bytes, bytes]  # a lower-case name, and the value
Wish = tuple[bytes, bytes]  # of a page: the encoding, and what `If-None-Match` names


class SeenHeads:
    """What a process has learned: at most 16 MB of blocks, and 10 MB of lines. Used from the event loop's thread alone.

    `blocks` leads from a block to what the click log has of it, `wishes` to what its sender wants of a page.
    """

    def __init__(self) -> None:
        self.blocks: dict[bytes, Head] = {}
        self.wishes: dict[bytes, Wish] = {}
        self._lines: dict[bytes, Field] = {}
        self._field = self._lines.__getitem__
        self._forget_lines()

    def by_lines(self, block: bytes) -> Head | None:
        """What the click log has of a block that is known by its lines: it ends with the first empty one, and no name
        is there twice."""
        if len(block) > LARGEST_BLOCK:
            return None
        lines = block.split(END)
        try:
            fields = dict(map(self._field, lines))
        except KeyError:
            return None
        if len(fields) + 1 != len(lines) or lines[-1] or lines[-2]:  # these two are the one name that is there twice
            return None
        get = fields.get
        host = get(b"host")
        if host is None:
            return None
        return host, b"%b\t%b\t%b\t\t\n" % (
            get(b"user-agent", b""), get(b"referer", b""), get(b"accept-language", b""),
        )  # fmt: skip

    def learn(self, block: bytes, fields: Sequence[Field], head: Head, wish: Wish | None = None) -> None:
        """Remember a block that the parser read as these fields: none is unusual, no name is there twice."""
        if len(block) > LARGEST_BLOCK:
            return
        if b"\\" in head[0] + head[1]:  # escaped, so perhaps cut: not all that was sent
            return
        if len(self.blocks) >= MOST_BLOCKS:
            self.blocks.clear()
            self.wishes.clear()
        self.blocks[block] = head
        if wish is not None:
            self.wishes[block] = wish
        lines = block.split(END)
        if len(lines) != len(fields) + 2:
            return
        for line, field in zip(lines, fields, strict=False):
            if line not in self._lines:
                self._learn_line(line, field)

    def _learn_line(self, line: bytes, field: Field) -> None:
        """Remember a line that says by itself what the parser read, as the click log has it."""
        name, value = field
        said, colon, rest = line.partition(b":")
        if len(line) > LONGEST_LINE or not colon or said.lower() != name or rest.strip(b" \t") != value:
            return
        if line.translate(None, PLAIN) or (name == b"connection" and value.lower() != KEPT_ALIVE):
            return
        if len(self._lines) >= MOST_LINES:
            self._forget_lines()
        self._lines[line] = (name, value if name in LOGGED else b"")

    def _forget_lines(self) -> None:
        self._lines.clear()
        self._lines[b""] = (b"", b"")
