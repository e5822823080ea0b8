"""The record: one line of 15 fields between tabs.

version, id, time (ms since 1970 UTC), outcome (`r` redirected, `e` expired, `u` unknown slug), workspace, link, slug,
host, method, address, user agent, referrer, language, query, flags (`d` DNT, `g` Sec-GPC, `q` QR code, `p` prefetch).
All bytes are printable ASCII: others, tabs and backslashes inside a field are written `\\xHH`, so that no header can
forge a line.
"""

import re

VERSION = b"1"
FIELDS = 15
SUFFIX = ".log"
LONGEST_PLAIN = 4_096  # bytes; the fields of a longer line are cut
LONGEST = 32_768  # bytes of any line: what is left after cutting, were all of it escaped

PLAIN = bytes(byte for byte in range(0x20, 0x7F) if byte != ord("\\"))
BETWEEN = b"\t" * (FIELDS - 1) + b"\n"  # what is left of a good line without its plain bytes
# slug, host, address, agent, referrer, language, query, flags
LIMITS = (64, 255, 64, 1_000, 2_000, 200, 2_000, 8)

NOT_PLAIN = re.compile(rb"[^\x20-\x5b\x5d-\x7e]")
ESCAPED = re.compile(r"\\x([0-9a-f]{2})")


def template(process_id: str) -> bytes:
    """A record with places for: number in this process, time, outcome, `workspace TAB link`, then as in LIMITS."""
    start = b"%b\t%b-" % (VERSION, process_id.encode("ascii"))
    return start.replace(b"%", b"%%") + b"%d\t%d\t%b\t%b\t%b\t%b\tGET\t%b\t%b\t%b\t%b\t%b\t%b\n"


def redirect_template(process_id: str) -> bytes:
    """The same for a redirect whose header fields are checked: number, time, reference, slug, host, address, `Head`'s
    rest."""
    start = b"%b\t%b-" % (VERSION, process_id.encode("ascii"))
    return start.replace(b"%", b"%%") + b"%d\t%d\tr\t%b\t%b\t%b\tGET\t%b\t%b"


# The host, and everything from the user agent on, of a visit without query and flags, as they stand in a line.
Head = tuple[bytes, bytes]


def head_of(host: bytes, agent: bytes, referrer: bytes, language: bytes) -> Head:
    """Check header fields once for all the redirects that will be made with them."""
    rest = b"%b\t%b\t%b\t\t\n" % (agent, referrer, language)
    if (host + rest).translate(None, PLAIN) == b"\t\t\t\t\n" and len(host) + len(rest) <= LONGEST_PLAIN:
        return host, rest
    _, host, _, agent, referrer, language, _, _ = bounded((b"", host, b"", agent, referrer, language, b"", b""))
    return host, b"%b\t%b\t%b\t\t\n" % (agent, referrer, language)


def bounded(fields: tuple[bytes, ...]) -> list[bytes]:
    """Fields cut to their limits and escaped."""
    return [escape(field[:limit]) for field, limit in zip(fields, LIMITS, strict=True)]


def escape(field: bytes) -> bytes:
    """A field as it stands in a line."""
    return NOT_PLAIN.sub(lambda match: b"\\x%02x" % match[0][0], field)


def unescape(field: str) -> str:
    """What was escaped, as text; bytes that are no UTF-8 become replacement characters."""
    if "\\" not in field:
        return field
    raw = ESCAPED.sub(lambda match: chr(int(match[1], 16)), field).encode("latin-1")
    return raw.decode("utf-8", "replace")
