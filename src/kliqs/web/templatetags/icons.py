"""`{% icon "copy" %}`: a sign drawn in the colour of the text beside it. It says nothing to a screen reader."""

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Each on a field of 24 by 24, drawn with strokes; `icon-solid` is filled.
_DRAWN = {
    "home": '<path d="M4 11.5 12 4l8 7.5M6.5 9.5V20h11V9.5"/>',
    "link": (
        '<path d="M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L11.6 6.7M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 '
        '4 0 0 0 5.7 5.7l1.5-1.5"/>'
    ),
    "chart": '<path d="M5 20V11M12 20V4M19 20v-6"/>',
    "meter": '<path d="M4.5 17a8 8 0 1 1 15 0M12 15l3.5-5"/>',
    "settings": '<path d="M4 7h9m5 0h2M4 17h3m5 0h8M15.5 4.5v5M9.5 14.5v5"/>',
    "person": '<path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.8-3.8 3.7-5.5 7.5-5.5s6.7 1.7 7.5 5.5"/>',
    "flag": '<path d="M6 21V4.5M6 5c4-2.5 7 2.5 12 0v9c-5 2.5-8-2.5-12 0"/>',
    "case": '<path d="M4 8h16v11H4zM9 8V5h6v3M4 13h16"/>',
    "block": '<path d="M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM6 6l12 12"/>',
    "clock": '<path d="M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7v5.5l3.5 2"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "updown": '<path d="m8 9.5 4-4 4 4M8 14.5l4 4 4-4"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "onward": '<path d="m9 5.5 6.5 6.5L9 18.5"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "search": '<path d="M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20"/>',
    "menu": '<path d="M4 6.5h16M4 12h16M4 17.5h16"/>',
    "theme": (
        '<path d="M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 4v16"/><path class="icon-solid" d="M12 4a8 8 0 0 1 0 16Z"/>'
    ),
    "copy": '<path d="M9 9h11v11H9zM15 9V4H4v11h5"/>',
    "qr": '<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 18v2"/>',
    "edit": '<path d="m4 20 .8-4L16 4.8a1.7 1.7 0 0 1 2.4 0l.8.8a1.7 1.7 0 0 1 0 2.4L8 19.2 4 20Z"/>',
    "trash": '<path d="M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13"/>',
    "archive": '<path d="M4 5h16v4H4zM5.5 9v11h13V9M10 13h4"/>',
    "tag": '<path d="M4 4h8l8.5 8.5-8 8L4 12V4Zm4.5 4.5v.01"/>',
    "key": '<path d="M14.5 14a5 5 0 1 0-4.8-3.6L4 16v4h4v-2.5h2.5V15l.9-1a5 5 0 0 0 3.1 0Zm1-5.5v.01"/>',
    "but": '<path d="M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM6.5 6.5l11 11"/>',
    "lock": '<path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
    "page": '<path d="M6 3.5h12v17H6zM9.5 8h5M9 12h6v2.5H9z"/>',
    "heading": '<path d="M6 5v14M18 5v14M6 12h12"/>',
    "text": '<path d="M5 6.5h14M5 11h14M5 15.5h9"/>',
    "picture": '<path d="M4 5h16v14H4zM4 16l5-5 4.5 4.5L16 13l4 4M15.5 9v.01"/>',
    "people": (
        '<path d="M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 19c.6-3 3.1-4.5 6.5-4.500s5.9 1.5 '
        '6.5 4.500M16 5a3.2 3.2 0 0 1 0 6.300M18 14.800c2 .5 3.2 1.9 3.6 4.2"/>'
    ),
    "play": '<path d="M4 5h16v14H4zM10 9l5 3-5 3z"/>',
    "bag": '<path d="M5.5 8h13l1 12.500h-15zM9 10.500V7a3 3 0 0 1 6 0v3.5"/>',
    "chat": '<path d="M4 20l1.2-4A8 8 0 1 1 8.2 18.900L4 20ZM8.5 10.500h7M8.5 13.500h4.5"/>',
    "pin": (
        '<path d="M12 21s-6.5-6-6.5-11.200a6.5 6.5 0 0 1 13 0C18.5 15 12 21 12 21ZM12 12a2.2 2.2 0 1 0 '
        '0-4.4 2.2 2.2 0 0 0 0 4.400Z"/>'
    ),
    "card": (
        '<path d="M3.5 5.500h17v13h-17zM7 15.500c.3-3 4.7-3 5 0M9.5 11.500a1.5 1.5 0 1 0 0-3 1.5 1.5 0 '
        '0 0 0 3ZM15 10.500h3M15 13.500h3"/>'
    ),
    "question": (
        '<path d="M12 20.500a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM9.5 9.500a2.5 2.5 0 1 1 3.5 '
        '2.300c-.7.3-1 .8-1 1.700M12 16.500v.01"/>'
    ),
    "divider": '<path d="M4 12h16M8 6.500h8M8 17.500h8"/>',
    "eye": (
        '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 15a3 3 0 1 0 '
        '0-6 3 3 0 0 0 0 6Z"/>'
    ),
    "eye-off": (
        '<path d="M4 4l16 16M9.5 5.900A9 9 0 0 1 12 5.500c6 0 9.5 6.5 9.5 6.500a16 16 0 0 1-2.8 '
        '3.500M6.2 7.500A15.5 15.5 0 0 0 2.5 12S6 18.5 12 18.500c1.5 0 2.8-.4 4-1M10 10a3 3 0 0 0 4 4"/>'
    ),
    "handle": '<path d="M9 6v.01M15 6v.01M9 12v.01M15 12v.01M9 18v.01M15 18v.01"/>',
    "up": '<path d="M12 19V5.500M6 11l6-6 6 6"/>',
    "down": '<path d="M12 5v13.500M6 13l6 6 6-6"/>',
    "share": '<path d="M12 15V4M7.5 8 12 3.5 16.5 8M5 13v7h14v-7"/>',
}
ICONS = {
    name: mark_safe(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{paths}</svg>')
    for name, paths in _DRAWN.items()
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """The sign of that name; nothing for an empty one."""
    return ICONS[name] if name else mark_safe("")
