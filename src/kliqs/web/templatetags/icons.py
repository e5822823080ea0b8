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
}
ICONS = {
    name: mark_safe(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{paths}</svg>')
    for name, paths in _DRAWN.items()
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """The sign of that name; nothing for an empty one."""
    return ICONS[name] if name else mark_safe("")
