"""Takes the pictures of the home page: a Kliqs of its own, with one shop's links, clicks of a month and bio page.

`.venv/bin/python scripts/home_pictures.py` writes them to `src/kliqs/web/static/home`, each in both
languages, light and dark. Needs Chromium.
"""

import io
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
OUT = ROOT / "src/kliqs/web/static/home"
PORT = "8739"
EMAIL = "sari@marketku.example"
DAYS = 30
BOARD = {"x": 328, "y": 76, "width": 872, "height": 690}  # without the navigation beside it: px
SALES = (14, 27)  # days of them
LINKS = (
    ("promo-1212", "https://marketku.example/promo/12-12", "Promo 12.12", ["promo", "instagram"]),
    ("sepatu-lari", "https://marketku.example/produk/sepatu-lari-biru", "Sepatu lari biru", ["produk"]),
    ("katalog", "https://marketku.example/katalog", "Katalog Desember", ["whatsapp"]),
    ("vps-murah", "https://marketku.example/produk/vps-murah", "VPS Murah", ["produk", "whatsapp"]),
    ("meja-7", "https://marketku.example/menu?meja=7", "Menu meja 7", ["qr"]),
    ("reseller", "https://marketku.example/gabung-reseller", "Gabung reseller", ["instagram"]),
    ("kopi-gayo", "https://marketku.example/produk/kopi-gayo-250", "Kopi Gayo 250 g", ["produk"]),
    ("ongkir", "https://marketku.example/cek-ongkir", "Cek ongkir", ["whatsapp"]),
)
PAGE = {
    "profile": {"name": "Marketku", "about": "Sepatu, kopi dan server dari Bandung. Kirim tiap hari jam 3 sore."},
    "look": {"theme": "warung"},
    "blocks": [
        {
            "type": "socials",
            "accounts": [
                {"network": "instagram", "url": "https://www.instagram.com/marketku"},
                {"network": "tiktok", "url": "https://www.tiktok.com/@marketku"},
                {"network": "shopee", "url": "https://shopee.co.id/marketku"},
            ],
        },
        {
            "type": "whatsapp",
            "phone": "+62 812 3456 7890",
            "label": "Pesan lewat WhatsApp",
            "message": "Halo, saya mau pesan",
            "highlight": True,
        },
        {"type": "link", "label": "Promo 12.12", "url": "https://marketku.example/promo"},
        {"type": "link", "label": "Katalog Desember", "url": "https://marketku.example/katalog"},
        {
            "type": "product",
            "name": "Kopi Gayo 250 g",
            "url": "https://marketku.example/kopi",
            "price": {"amount": 68000, "currency": "IDR"},
            "price_before": {"amount": 79000, "currency": "IDR"},
        },
        {"type": "link", "label": "Cek ongkir", "url": "https://marketku.example/ongkir"},
    ],
}  # fmt: skip


def seed(data: Path) -> str:
    """Fill a fresh install; returns the path of a sign-in link."""
    import django

    django.setup()
    from bench import clicks_data
    from django.core.management import call_command

    from kliqs.accounts.login_links import make
    from kliqs.accounts.workspaces import open_account
    from kliqs.bio.pages import create_page, publish
    from kliqs.database import Connection, Database
    from kliqs.links.direct import create_directly
    from kliqs.settings import load

    settings = load()
    call_command("migrate", verbosity=0)
    user, workspace = open_account(EMAIL)
    workspace.plan, workspace.name = "pro", "Marketku"
    workspace.save()
    connection = Connection(Database(settings.database_url))
    for slug, url, title, tags in LINKS:
        create_directly(connection, workspace.pk, {"url": url, "slug": slug, "title": title, "tags": tags}, settings)
    connection.close()
    page = create_page(workspace.pk, "marketku", settings, values=PAGE, actor=None)
    publish(workspace.pk, page.public_id, settings, actor=None)
    clicks_data.LARGE_SHARE, clicks_data.LARGE_LINKS = 1, len(LINKS)
    now_ms, chance = int(datetime.now(UTC).timestamp() * 1000), random.Random(7)
    log = data / "click-log"
    log.mkdir()
    with (log / f"{'1' * 13}-{'a' * 16}-000000.log").open("wb") as segment:
        for day in range(DAYS):
            start = now_ms - (DAYS - day) * clicks_data.DAY_MS
            traffic = clicks_data.Traffic(
                links=len(LINKS) + 1, people=2_600, start_ms=start, span_ms=clicks_data.DAY_MS, seed=day + 1
            )
            busy = 2.4 if day in SALES else 1.5 if (start // clicks_data.DAY_MS + 3) % 7 in (4, 5) else 1
            clicks = int((190 + 6 * day) * busy * chance.uniform(0.85, 1.15))
            segment.writelines(clicks_data.lines(clicks, traffic))
    return f"/login-link/{make(user)}"


def take(browser: Browser, door: str) -> None:
    desk = browser.new_context()
    page = desk.new_page()
    page.goto(f"http://dash.kliqs.me{door}")
    page.locator("form button").last.click()
    page.wait_for_url("http://dash.kliqs.me/")
    signed_in = desk.storage_state()
    desk.close()
    for language, locale in (("id", "id-ID"), ("en", "en-US")):
        for scheme in ("light", "dark"):
            for name, path, width, height in (
                ("analytics", "/analytics", 1280, 800),
                ("analytics-phone", "/analytics", 360, 720),
            ):
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    locale=locale,
                    color_scheme=scheme,
                    timezone_id="Asia/Jakarta",
                    storage_state=signed_in,
                    device_scale_factor=2 if width < 500 else 1.5,
                )
                page = context.new_page()
                page.goto(f"http://dash.kliqs.me{path}", wait_until="load")
                page.wait_for_timeout(2_500)
                keep(page.screenshot(clip=BOARD if width > 500 else None), f"{name}-{language}-{scheme}")
                context.close()
    context = browser.new_context(viewport={"width": 360, "height": 720}, locale="id-ID", device_scale_factor=2)
    page = context.new_page()
    page.goto("http://kliqs.me/marketku")
    page.wait_for_timeout(1_000)
    keep(page.screenshot(), "bio-page")
    context.close()


def keep(png: bytes, name: str) -> None:
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").save(OUT / f"{name}.avif", quality=58, speed=6)
        if not name.endswith("dark") and "phone" not in name:  # for browsers without AVIF
            image.convert("RGB").save(OUT / f"{name}.webp", quality=76, method=6)
        print(name, image.size, (OUT / f"{name}.avif").stat().st_size)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kliqs-pictures-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "kliqs.django_settings",
            "KLIQS_DATA_DIR": folder,
            "KLIQS_PORT": PORT,
            "KLIQS_DOMAIN": "kliqs.me",
            "KLIQS_SCHEME": "http",
        }
        sys.path.insert(0, str(ROOT))
        door = seed(Path(folder))
        server = subprocess.Popen([ROOT / ".venv/bin/kliqs", "serve"], cwd=folder, stdout=subprocess.DEVNULL)
        try:
            for _ in range(60):
                try:
                    urlopen(f"http://127.0.0.1:{PORT}/readyz").read()
                    break
                except OSError:
                    time.sleep(0.5)
            time.sleep(15)  # the clicks are loaded
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path="/usr/bin/chromium",
                    args=["--no-sandbox", f"--host-resolver-rules=MAP * 127.0.0.1:{PORT}"],
                )
                take(browser, door)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
