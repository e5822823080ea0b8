"""One page as the reference shows it, and a block of each kind: what a test sends as it stands."""

from typing import Any

SHOES = f"/media/{'1' * 40}-800x800.jpg"
QRIS = f"/media/{'2' * 40}-600x600.png"
PAGE_ID = "019e9f6a-9c44-7d10-8a54-6f0d2f1be0a7"
VERSION = 3

BLOCKS: dict[str, dict[str, Any]] = {
    "link": {"type": "link", "id": "menu", "label": "Menu hari ini", "url": "https://marketku.id/menu"},
    "heading": {"type": "heading", "id": "new", "text": "Baru minggu ini"},
    "text": {"type": "text", "id": "story", "text": "Masakan **rumahan** sejak 1998."},
    "image": {"type": "image", "id": "kitchen", "picture": SHOES, "alt": "Dapur kami di Tebet"},
    "socials": {
        "type": "socials",
        "id": "socials",
        "accounts": [{"network": "instagram", "url": "https://www.instagram.com/warungani"}],
    },
    "embed": {
        "type": "embed",
        "id": "video",
        "url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "title": "Cara membungkus lontong",
    },
    "product": {
        "type": "product",
        "id": "sepatu-001",
        "name": "Sepatu kulit",
        "url": "https://marketku.id/products/8f3f4f3f",
        "picture": SHOES,
        "price": {"amount": 250000, "currency": "IDR"},
    },
    "whatsapp": {
        "type": "whatsapp",
        "id": "order",
        "phone": "+62 812 3456 7890",
        "message": "Halo, saya mau pesan",
        "highlight": True,
    },
    "qris": {"type": "qris", "id": "qris", "picture": QRIS, "merchant": "Warung Ani"},
    "map": {"type": "map", "id": "place", "place": "Warung Ani", "address": "Jl. Tebet Raya 12, Jakarta"},
    "contact": {"type": "contact", "id": "contact", "name": "Ani Lestari", "email": "ani@example.com"},
    "faq": {
        "type": "faq",
        "id": "faq",
        "questions": [{"question": "Bisa kirim ke luar kota?", "answer": "Bisa, sehari sampai."}],
    },
    "countdown": {"type": "countdown", "id": "sale", "title": "Promo berakhir", "until": "2030-02-01T13:00:00Z"},
    "divider": {"type": "divider", "id": "end", "style": "dots"},
}
PAGE: dict[str, Any] = {
    "slug": "warung-ani",
    "profile": {"name": "Warung Ani", "about": "Masakan rumahan dari Tebet."},
    "look": {"theme": "warung"},
    "blocks": [BLOCKS["whatsapp"], BLOCKS["link"]],
    "publish": True,
}
CHANGES: dict[str, Any] = {"profile": {"about": "Buka setiap hari."}, "look": {"theme": "kopi"}, "publish": True}
