"""Header blocks that are known by their bytes: the parser would have read the very same."""

import httptools
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kliqs.clicks.log import head_of
from kliqs.edge.heads import LONGEST_LINE, MOST_BLOCKS, MOST_LINES, Field, SeenHeads
from kliqs.edge.protocol import UNUSUAL

USUAL = st.sampled_from(
    [
        b"Host: x",
        b"Host:y",
        b"User-Agent: one",
        b"user-agent: two",
        b"Referer: https://r.example/?a=1:2",
        b"Referer:",
        b"Accept-Language: id",
        b"Accept: */*",
        b"Connection: keep-alive",
    ]
)
ODD = st.sampled_from(
    [
        b"User-Agent: \xc3\xa9",
        b"User-Agent: a\\b",
        b"Referer: a\tb",
        b"Connection: Keep-Alive, x",
        b"Connection: close",
        b"Connection: upgrade",
        b"Upgrade: websocket",
        b"Content-Length: 0",
        b"Content-Length: 4",
        b"Transfer-Encoding: chunked",
        b"Expect: 100-continue",
        b"DNT: 1",
        b" folded: x",
        b"\tfolded",
        b"No colon",
        b"Bad Name: 1",
        b"Bad : 1",
        b"X: \x01",
        b"X: a\nHost: z",
        b"X: a\n b",
        b"X: a\r b",
        b"",
        b"GET / HTTP/1.1",
    ]
)
ENDS = st.sampled_from(
    [
        b"\r\n\r\n",
        b"\r\n\r\n",
        b"\r\n",
        b"",
        b"\r\n\r\n\r\n",
        b"\r\n\r\nHost: x\r\n",
        b"\r\n\r\nx",
        b"\r\n\r\nAccept: */*",
    ]
)


@st.composite
def blocks(draw: st.DrawFn) -> tuple[list[bytes], bytes]:
    """Blocks to learn from, and one made of their lines, perhaps with an odd one."""
    taught = draw(st.lists(st.lists(st.one_of(USUAL, USUAL, USUAL, ODD), max_size=5), min_size=1, max_size=8))
    lines = [line for block in taught for line in block]
    known = st.sampled_from(lines) if lines else USUAL
    asked = draw(st.lists(st.one_of(known, known, known, ODD), max_size=6))
    return [b"\r\n".join([*block, b"", b""]) for block in taught], b"\r\n".join(asked) + draw(ENDS)


class Reading:
    """What the parser makes of a request with this block; `is_lone` when it is one whole request and nothing else."""

    def __init__(self, block: bytes) -> None:
        self.fields: list[Field] = []
        self.ended = self.begun = 0
        self.keeps = False
        self.parser = httptools.HttpRequestParser(self)
        try:
            self.parser.feed_data(b"GET /x HTTP/1.1\r\n" + block)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self.ended = 0
        self.is_lone = (self.begun, self.ended) == (1, 1) and not self.parser.should_upgrade()

    def on_message_begin(self) -> None:
        self.begun += 1

    def on_header(self, name: bytes, value: bytes) -> None:
        self.fields.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self.keeps = self.parser.should_keep_alive()

    def on_message_complete(self) -> None:
        self.ended += 1

    @property
    def is_plain(self) -> bool:
        names = dict(self.fields)
        is_usual = UNUSUAL.isdisjoint(names) and len(names) == len(self.fields)
        return self.is_lone and self.keeps and is_usual and b"host" in names

    @property
    def head(self) -> tuple[bytes, bytes]:
        get = dict(self.fields).get
        return head_of(get(b"host", b""), get(b"user-agent", b""), get(b"referer", b""), get(b"accept-language", b""))


def learned(*blocks: bytes) -> SeenHeads:
    """What the lane learns of those of these blocks that it answers by itself."""
    seen = SeenHeads()
    for block in blocks:
        reading = Reading(block)
        if reading.is_plain and block.find(b"\r\n\r\n") == len(block) - 4:
            seen.learn(block, reading.fields, reading.head)
    return seen


@settings(max_examples=1_000)
@given(blocks())
def test_what_is_known_by_its_lines_is_what_the_parser_would_read(given: tuple[list[bytes], bytes]) -> None:
    taught, asked = given
    found = learned(*taught).by_lines(asked)
    if found is None:
        return
    reading = Reading(asked)
    assert reading.is_plain
    assert found == reading.head


def test_lines_of_several_visitors_make_up_anothers_block() -> None:
    seen = learned(
        b"Host: x\r\nUser-Agent: one\r\nAccept: */*\r\n\r\n",
        b"host: x\r\nUser-Agent: two\r\nReferer: https://r.example/\r\nAccept-Language: id\r\n\r\n",
    )
    block = b"Host: x\r\nReferer: https://r.example/\r\nUser-Agent: one\r\nAccept-Language: id\r\n\r\n"
    assert seen.blocks.get(block) is None
    assert seen.by_lines(block) == (b"x", b"one\thttps://r.example/\tid\t\t\n")
    for changed in (
        block.replace(b"one", b"three"),
        block.replace(b"Host: x\r\n", b""),
        block.replace(b"\r\n\r\n", b"\r\n"),
        block + b"\r\n",
        block + b"Host: x\r\n",
        block.replace(b"Referer: https://r.example/", b"User-Agent: two"),
        b"Host: x\r\nHost: x\r\n",
        b"\r\nHost: x\r\n\r\nUser-Agent: one",
        b"Host: x\r\n\r\n\r\nUser-Agent: one",
        b"Host: x\r\nhost: x\r\n\r\nUser-Agent: one",
    ):
        assert seen.by_lines(changed) is None


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (b"A: b", (b"c", b"b")),
        (b"A: b", (b"a", b"c")),
        (b"A: b\nc", (b"a", b"b\nc")),
        (b"User-Agent: \xc3\xa9", (b"user-agent", b"\xc3\xa9")),
        (b"User-Agent: a\\", (b"user-agent", b"a\\")),
        (b"Connection: close", (b"connection", b"close")),
        (b" a", (b" a", b"")),
    ],
)
def test_a_line_is_learned_when_it_says_by_itself_what_was_read_and_needs_no_escaping(
    line: bytes, field: Field
) -> None:
    seen = learned(b"Host: x\r\n\r\n")
    seen.learn(b"Host: x\r\n%b\r\n\r\n" % line, [(b"host", b"x"), field], (b"x", b""))
    assert seen.by_lines(b"Host: x\r\n\r\n") is not None
    assert seen.by_lines(b"%b\r\nHost: x\r\n\r\n" % line) is None


def test_lines_are_not_learned_from_a_block_that_was_read_as_more_or_fewer_fields() -> None:
    seen = learned(b"Host: x\r\n\r\n")
    seen.learn(b"Host: x\r\nA: b\r\nC: d\r\n\r\n", [(b"host", b"x"), (b"a", b"b")], (b"x", b""))
    assert seen.by_lines(b"Host: x\r\nA: b\r\n\r\n") is None


def test_what_is_remembered_has_bounds() -> None:
    seen = SeenHeads()
    for number in range(max(MOST_BLOCKS, MOST_LINES) + 10):
        block = b"Host: x\r\nX-Number: %d\r\n\r\n" % number
        seen.learn(block, [(b"host", b"x"), (b"x-number", b"%d" % number)], (b"x", b"\t\t\t\t\n"))
    assert len(seen.blocks) < MOST_BLOCKS
    assert seen.by_lines(block) is not None
    assert seen.by_lines(b"Host: x\r\nX-Number: 1\r\n\r\n") is None
    long = b"X: " + b"a" * LONGEST_LINE
    seen.learn(b"%b\r\nHost: x\r\n\r\n" % long, [(b"x", b"a" * LONGEST_LINE), (b"host", b"x")], (b"x", b""))
    assert seen.by_lines(b"Host: x\r\n%b\r\n\r\n" % long) is None
