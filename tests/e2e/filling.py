"""What somebody types into the form of each kind of block: a field of the form -> what is done to it."""

from playwright.sync_api import Page, expect

from pictures.files import photo, plain

Fields = dict[str, str | bytes | bool]
PHOTO, CODE = photo(), plain("PNG", (200, 200))

BLOCKS: dict[str, Fields] = {
    "socials": {"accounts-0-network": "instagram", "accounts-0-url": "https://www.instagram.com/warungani"},
    "whatsapp": {"phone": "0812-3456-7890", "message": "Halo, saya mau pesan", "label": "Pesan sekarang"},
    "link": {"label": "Menu hari ini", "url": "https://example.com/menu", "icon": "instagram", "highlight": True},
    "heading": {"text": "Baru minggu ini"},
    "product": {
        "name": "Rendang sapi",
        "url": "https://example.com/rendang",
        "picture": PHOTO,
        "price_0": "Rp 85.000",
        "price_before_0": "95.000",
    },
    "text": {"text": "Masakan **rumahan** sejak 1998."},
    "image": {"picture": PHOTO, "alt": "Dapur kami", "url": "https://example.com/dapur"},
    "embed": {"url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "title": "Cara membungkus lontong"},
    "qris": {"picture": CODE, "merchant": "Warung Ani"},
    "map": {"place": "Warung Ani", "address": "Jl. Tebet Raya 12, Jakarta"},
    "contact": {"name": "Ani Lestari", "phone": "+62 812 3456 7890", "email": "ani@example.com"},
    "faq": {"questions-0-question": "Apakah halal?", "questions-0-answer": "Ya, semua."},
    "countdown": {"title": "Promo berakhir", "until": "2090-02-01T20:00"},
    "divider": {"style": "dots"},
}


def fill_in(page: Page, form: str, fields: Fields) -> None:
    """Type, choose, tick and upload in the form with these ids; a file is there when the server has kept it."""
    expect(page.locator(f"#form-{form}")).to_be_visible()
    page.evaluate("for (const fold of document.querySelectorAll('.part-form details')) fold.open = true")
    for name, value in fields.items():
        field = page.locator(f"#id_{form}_{name}")
        if isinstance(value, bytes):
            kind = "image/png" if value.startswith(b"\x89PNG") else "image/jpeg"
            field.set_input_files({"name": "picture", "mimeType": kind, "buffer": value})
            expect(page.locator(f"#id_{form}_{name}-field img")).to_be_visible()
        elif isinstance(value, bool):
            field.set_checked(value)
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def add_block(page: Page, kind: str, fields: Fields) -> None:
    """Add a block of that kind at the end of the page that is being edited."""
    before = page.locator(".block-item[data-block]").count()
    page.locator(".add-button").click()
    page.locator(f'#panel a[href$="?kind={kind}"]').click()
    fill_in(page, "new", fields)
    page.locator("#panel .panel-foot button[type=submit]").click()
    expect(page.locator("#panel")).not_to_be_visible()
    expect(page.locator(".block-item[data-block]")).to_have_count(before + 1)
