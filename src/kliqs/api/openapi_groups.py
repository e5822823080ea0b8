"""What the reference says of groups of endpoints, and which endpoints follow one."""

GROUPS = {
    "links": "Short links: making, reading, changing, deleting; one at a time or a thousand; their QR codes.",
    "whatsapp-links": "Short links that open a chat.",
    "tags": "The words that a workspace sorts its links by.",
    "pages": "Bio pages: making, reading, changing, publishing; whole or block by block; their versions and numbers.",
    "keys": "API keys: making, rotating and revoking them.",
    "usage": "What is left of the month.",
    "workspace": "Whom the key acts for.",
    "analytics": "What happened to the links, counted.",
    "clicks": "Clicks one by one.",
    "stream": "Clicks as they come.",
}
# What can be asked next of a thing that was made: the parameter that takes its `id`, and the operations.
OF_LINKS = ("link_id", ("links.read", "links.change", "links.delete", "links.restore", "links.qr.read"))
NEXT = {
    "links": OF_LINKS,
    "whatsapp-links": OF_LINKS,
    "tags": ("tag_id", ("tags.rename", "tags.delete")),
    "pages": ("page", ("pages.read", "pages.change", "pages.publish", "pages.unpublish", "pages.delete")),
    "pages.blocks.create": (
        "block_id",
        ("pages.blocks.read", "pages.blocks.change", "pages.blocks.move", "pages.blocks.delete"),
    ),
    "keys": ("key_id", ("keys.rotate", "keys.revoke")),
}
