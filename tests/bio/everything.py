"""A page with a block of every kind."""

from typing import Any

FACE = f"/media/{'1' * 40}-640x640.jpg"
PHOTO = f"/media/{'2' * 40}-1200x900.jpg"
CODE = f"/media/{'3' * 40}-600x600.png"

STORY = (
    "Masakan **rumahan** sejak 1998. Buka *setiap hari*:\n\n- Senin sampai Jumat, 07–20\n- Sabtu dan Minggu, 08–17\n\n"
    "Lihat [cerita kami](https://example.com/cerita)."
)

BLOCKS: list[dict[str, Any]] = [
    {
        "type": "socials",
        "id": "socials",
        "accounts": [
            {"network": "instagram", "url": "https://www.instagram.com/warungani"},
            {"network": "tiktok", "url": "https://www.tiktok.com/@warungani"},
            {"network": "facebook", "url": "https://www.facebook.com/warungani"},
            {"network": "shopee", "url": "https://shopee.co.id/warungani"},
        ],
    },
    {
        "type": "whatsapp",
        "id": "order",
        "phone": "0812-3456-7890",
        "label": "Pesan lewat WhatsApp",
        "message": "Halo Bu Ani, saya mau pesan",
        "highlight": True,
    },
    {
        "type": "link",
        "id": "menu",
        "label": "Menu hari ini",
        "url": "https://example.com/menu",
        "description": "Diperbarui setiap pagi jam tujuh",
    },
    {
        "type": "link",
        "id": "insta",
        "label": "Ikuti kami di Instagram",
        "url": "https://www.instagram.com/warungani",
        "icon": "instagram",
    },
    {
        "type": "link",
        "id": "thumb",
        "label": "Katering untuk kantor",
        "url": "https://example.com/katering",
        "picture": PHOTO,
    },
    {"type": "heading", "id": "fresh", "text": "Baru minggu ini"},
    {
        "type": "product",
        "id": "rendang",
        "name": "Rendang sapi 500 g",
        "picture": PHOTO,
        "description": "Dimasak delapan jam, tahan seminggu di kulkas.",
        "url": "https://example.com/rendang",
        "price": {"amount": 85000, "currency": "IDR"},
        "price_before": {"amount": "95000", "currency": "IDR"},
    },
    {
        "type": "text",
        "id": "story",
        "text": STORY,
    },
    {"type": "image", "id": "photo", "picture": PHOTO, "alt": "Dapur Warung Ani", "caption": "Dapur kami di Tebet"},
    {
        "type": "embed",
        "id": "video",
        "url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "title": "Cara membungkus lontong",
    },
    {"type": "qris", "id": "qris", "picture": CODE, "merchant": "Warung Ani", "note": "Semua bank dan dompet digital"},
    {"type": "map", "id": "place", "place": "Warung Ani", "address": "Jl. Tebet Raya 12, Jakarta Selatan 12810"},
    {
        "type": "contact",
        "id": "contact",
        "name": "Ani Lestari",
        "organisation": "Warung Ani",
        "phone": "+62 812 3456 7890",
        "email": "ani@example.com",
        "website": "https://example.com/",
    },
    {
        "type": "faq",
        "id": "faq",
        "questions": [
            {"question": "Bisa kirim ke luar kota?", "answer": "Bisa, dengan *ekspedisi sehari sampai*."},
            {"question": "Apakah halal?", "answer": "Ya, semua."},
        ],
    },
    {
        "type": "countdown",
        "id": "sale",
        "title": "Promo Ramadan berakhir",
        "until": "2030-02-01T13:00:00Z",
        "afterwards": "Promo sudah selesai",
    },
    {"type": "divider", "id": "end", "style": "dots"},
]


def everything(**parts: Any) -> dict[str, Any]:
    """The document; `parts` take the place of its own."""
    return {
        "profile": {
            "name": "Warung Ani",
            "about": "Masakan rumahan dari Tebet.\nPesan sebelum jam sepuluh, sampai saat makan siang.",
            "picture": FACE,
        },
        "look": {"theme": "polos"},
        "options": {"language": "id", "description": "Pesan makan siang rumahan"},
        "blocks": BLOCKS,
    } | parts
