"""Prices: an amount as people write it, in a currency of ISO 4217, shown as the page's language writes it."""

from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel import Locale
from babel.core import get_global
from babel.numbers import format_currency, get_currency_precision

LOCALES = {"en": "en", "id": "id_ID"}
LARGEST = Decimal(1_000_000_000_000)


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """Codes of all currencies that are somewhere legal tender today."""
    return frozenset(
        code
        for used in get_global("territory_currencies").values()
        for code, _, end, is_tender in used
        if is_tender and (end is None or date(*end) > date(2026, 1, 1))
    )


def read_amount(value: object) -> Decimal | None:
    """An amount sent as a number or as text such as `25000` or `12.50`; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        amount = Decimal(str(value).strip()[:32])
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 <= amount < LARGEST:
        return None
    return amount if amount == round(amount, 4) else None


def price_text(amount: Decimal, currency: str, language: str) -> str:
    """`Rp 25.000`, `$12.50`: whole amounts without decimals, others with as many as the currency has."""
    locale = Locale.parse(LOCALES[language])
    if amount == amount.to_integral_value():
        pattern = locale.currency_formats["standard"].pattern.replace(".00", "")
        return str(format_currency(amount, currency, pattern, locale, currency_digits=False))
    digits = max(2, get_currency_precision(currency))
    pattern = locale.currency_formats["standard"].pattern.replace(".00", "." + "0" * digits)
    return str(format_currency(amount, currency, pattern, locale, currency_digits=False))
