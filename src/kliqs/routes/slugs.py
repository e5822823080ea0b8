"""What a slug may be: 1 to 64 of `a-z 0-9 - _`, matched without regard to case, kept lower-case, not reserved."""

import os
import re

from kliqs.errors import KliqsError

MAX_LENGTH = 64
RANDOM_LENGTH = 7
RANDOM_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/i/l: people read slugs aloud and type them
SHAPE = re.compile(r"[a-z0-9_-]{1,64}\Z")

RESERVED = frozenset(
    """
    about abuse account accounts admin administrator android api apis app apps apple-app-site-association assets auth
    billing bio blog bot bots browserconfig business careers cdn charts click clicks company console contact cookies
    dash dashboard data default demo dev developer developers discover dmca doc docs documentation domain domains
    download downloads edit embed enterprise error errors events example explore export faq favicon features feed
    feedback files fonts forgot forum free ftp gdpr graphql guide guides health healthz help home host hosting hq
    icon icons id images img import index info install integrations internal invite invites ios jobs js kliqs learn
    legal license link links live livez local localhost login login-link logout mail manage manifest marketing me
    media metrics mobile new news none null oauth offers official onboarding openapi operator ops owner page pages
    partner partners passkey password pay payment payments ping plan plans policy postmaster preview press pricing
    privacy private pro product products profile public qr readyz redirect redirects referral register report
    reset robots root rss sandbox schema script search secure security self-test sell service services session
    settings setup share shop short shortlink shorten shortener signin signout signup site sitemap sso starter
    static stats status store stream style styles subscribe support system tag tags team teams terms test tos
    trust undefined unsubscribe update upgrade upload uploads url urls usage user username users v1 v2 verify
    webhook webhooks webmaster well-known whatsapp widget wiki workspace workspaces www
    """.split()
)


def check_slug(text: str) -> str:
    """The slug as it is kept. Raises KliqsError INVALID_SLUG or RESERVED_SLUG, both blaming `slug`."""
    slug = text.strip().lower()
    if not SHAPE.match(slug):
        raise KliqsError("INVALID_SLUG", "A slug is 1 to 64 of the characters a-z, 0-9, - and _.", "slug")
    if slug in RESERVED:
        raise KliqsError("RESERVED_SLUG", f"The slug {slug!r} is reserved.", "slug")
    return slug


def random_slug() -> str:
    """Seven characters of 31: 27 thousand million, from the system's random source."""
    number = int.from_bytes(os.urandom(8))
    characters = []
    for _ in range(RANDOM_LENGTH):
        number, digit = divmod(number, len(RANDOM_ALPHABET))
        characters.append(RANDOM_ALPHABET[digit])
    return "".join(characters)
