"""What the plans mean for a shop: how far each goes at so many new products a day."""

from dataclasses import dataclass

from kliqs.accounts.plans import UNLIMITED, Plan, listed

PRODUCTS_A_DAY = 20
DAYS_A_MONTH = 30


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A plan beside what it holds of the example: of `days` 30 the month's requests last so many, and the links have
    room for the products of `shelf` days, then old ones must go. None means without end."""

    plan: Plan
    days: int | None
    shelf: int | None

    @property
    def lasts(self) -> bool:
        """Whether the requests last the month."""
        return self.days is None or self.days >= DAYS_A_MONTH


def reckon() -> list[Reckoned]:
    """Every plan a customer can choose."""
    return [Reckoned(each, _days(each.requests_per_month), _days(each.links)) for each in listed()]


def _days(limit: int) -> int | None:
    return None if limit == UNLIMITED else limit // PRODUCTS_A_DAY
