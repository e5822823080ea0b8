"""A contact as a vCard 3.0 (RFC 2426), which phones of every age take."""

from kliqs.bio.blocks import Contact

LONGEST = 75  # bytes of a line before it is folded


def vcard(contact: Contact) -> str:
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:;{_escape(contact.name)};;;", f"FN:{_escape(contact.name)}"]
    for name, value in (
        ("ORG", contact.organisation),
        ("TEL;TYPE=CELL", contact.phone),
        ("EMAIL", contact.email),
        ("URL", contact.website),
    ):
        if value:
            lines.append(f"{name}:{_escape(value)}")
    if contact.address:
        lines.append(f"ADR:;;{_escape(contact.address)};;;;")
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCARD"])


def _escape(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """No line is longer than 75 bytes, and none is cut inside a character."""
    parts, part = [], ""
    for character in line:
        if len((part + character).encode()) > LONGEST - 1:
            parts.append(part)
            part = ""
        part += character
    return "\r\n ".join([*parts, part])
