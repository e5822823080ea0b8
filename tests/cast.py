"""Who and what appears in tests: one small world, so that every test reads like the last one."""

import secrets

BUDI = "budi@tokosepatu.example"  # sells shoes, on Free
SARI = "sari@marketku.example"  # runs a marketplace's backend, on Pro
DEWI = "dewi@kedaikopi.example"  # keeps a café, somebody else's neighbour

SHOP = "Toko Sepatu Budi"
SHOES = "https://marketku.id/products/8f3f4f3f-1231-1231-1231"
VPS = "https://marketku.id/products/vps-murah"
COFFEE = "https://kedaikopi.example/menu?table=7#espresso"

# A well-formed key that no server ever made.
STRANGERS_KEY = "kliqs_sk_live_" + "A" * 32


def slug(word: str = "produk") -> str:
    """A slug nobody else in the run uses."""
    return f"{word}-{secrets.token_hex(4)}"
