"""The one table of error codes, and the exceptions that carry them.

API, pages and docs read these tables; a code that is in neither cannot be raised. `docs/errors` is generated from
`ERRORS`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """One row: the HTTP status, what went wrong in a sentence, and what the reader can do about it."""

    status: int
    meaning: str
    cure: str


ERRORS: dict[str, ErrorKind] = {
    "UNAUTHORIZED": ErrorKind(
        401,
        "The request carries no API key, or not as a Bearer token.",
        "Send the header `Authorization: Bearer YOUR_API_KEY`.",
    ),
    "INVALID_API_KEY": ErrorKind(
        401, "No API key like this exists.", "Check that the key was copied whole, or create a new one."
    ),
    "REVOKED_API_KEY": ErrorKind(401, "This API key has been revoked.", "Create a new key and use it instead."),
    "ACCOUNT_DISABLED": ErrorKind(403, "This workspace has been disabled.", "Write to support to learn why."),
    "INSUFFICIENT_SCOPE": ErrorKind(403, "The key may not do this.", "Use a key with the scope the message names."),
    "SHORTLINK_LIMIT_REACHED": ErrorKind(
        403, "The workspace has as many links as its plan allows.", "Delete links you no longer need, or change plan."
    ),
    "INVALID_REQUEST": ErrorKind(
        400,
        "The request is not shaped as the documentation says.",
        "Read `message` and `errors`: each names its field.",
    ),
    "INVALID_URL": ErrorKind(
        400, "The destination is not a web address that can be shortened.", "Send an absolute http or https URL."
    ),
    "UNSAFE_URL": ErrorKind(400, "The destination's host is blocked here.", "Link to another site."),
    "INVALID_SLUG": ErrorKind(
        400, "The slug has characters or a length that slugs cannot have.", "Use 1 to 64 of a-z, 0-9, - and _."
    ),
    "RESERVED_SLUG": ErrorKind(400, "The slug is a word Kliqs keeps for itself.", "Choose another slug."),
    "INVALID_EXPIRES_AT": ErrorKind(
        400,
        "`expires_at` is not a date and time in the future.",
        "Send an ISO 8601 date and time such as 2030-01-31T09:00:00Z; without an offset it is UTC.",
    ),
    "SLUG_ALREADY_EXISTS": ErrorKind(409, "Another link or page has this slug.", "Choose another slug, or send none."),
    "EXTERNAL_ID_ALREADY_EXISTS": ErrorKind(
        409,
        "Another link of the workspace has this external id.",
        "Change that link with `PUT /links/external/{external_id}`, or choose another id.",
    ),
    "LINK_CHANGED": ErrorKind(
        412,
        "The link has changed since the version that `If-Match` names.",
        "Read it again, and send your change with the new `ETag`.",
    ),
    "IDEMPOTENCY_CONFLICT": ErrorKind(
        409,
        "This Idempotency-Key was used with another request.",
        "Use a new key for a new request; repeat a key only with the very same body.",
    ),
    "QR_TOO_FAINT": ErrorKind(
        400,
        "Phones could not read the code in these colours.",
        "Choose a darker colour on a lighter background.",
    ),
    "INVALID_LOGO": ErrorKind(
        400, "The logo is not a picture that fits into a code.", "Choose a PNG or JPEG of at most 512 kB."
    ),
    "INVALID_PHONE_NUMBER": ErrorKind(
        400,
        "This is no telephone number that WhatsApp could reach.",
        "Send it with its country, such as +62 812 3456 7890; one that starts with 0 is taken for Indonesian.",
    ),
    "TAG_ALREADY_EXISTS": ErrorKind(409, "The workspace has a tag of this name.", "Choose another name."),
    "TAG_NOT_FOUND": ErrorKind(404, "There is no such tag in your workspace.", "Look at the list of tags."),
    "KEY_NOT_FOUND": ErrorKind(404, "There is no such key in your workspace.", "Look at the list of keys."),
    "KEY_ENDED": ErrorKind(
        409, "This key was revoked or has expired, so nothing can take its place.", "Create a new key instead."
    ),
    "LINK_NOT_FOUND": ErrorKind(404, "There is no such link in your workspace.", "Check the id or the slug."),
    "PAGE_NOT_FOUND": ErrorKind(404, "There is no such bio page in your workspace.", "Check the id or the slug."),
    "PAGE_CHANGED": ErrorKind(
        412,
        "The page has changed since the version you started from.",
        "Read it again, and send your change once more.",
    ),
    "PAGE_LIMIT_REACHED": ErrorKind(
        403,
        "The workspace has as many bio pages as its plan allows.",
        "Delete a page you no longer need, or change plan.",
    ),
    "PAGE_TOO_LARGE": ErrorKind(
        400, "The page is larger than 60 kB without its pictures.", "Shorten its texts, or divide it into two pages."
    ),
    "TOO_MANY_BLOCKS": ErrorKind(400, "A page has at most 60 blocks.", "Delete one that you no longer need."),
    "BLOCK_NOT_FOUND": ErrorKind(404, "The page has no such block any more.", "Look at the list of its blocks."),
    "VERSION_NOT_FOUND": ErrorKind(404, "The page has no such version.", "Look at the list of its versions."),
    "SOURCE_UNREACHABLE": ErrorKind(
        400,
        "The page to be imported could not be fetched.",
        "Open it in a browser without signing in; it must be public, and answer within seconds.",
    ),
    "SOURCE_UNREADABLE": ErrorKind(
        400,
        "There is nothing in it that a page could be made of.",
        "Send an export of Linktree or LinkStack, or the address of a page with links.",
    ),
    "LOW_CONTRAST": ErrorKind(
        400, "People could not read text in these colours.", "Choose a darker colour on a lighter one, or the reverse."
    ),
    "NOT_FOUND": ErrorKind(404, "There is nothing at this address.", "Check the path against the reference."),
    "METHOD_NOT_ALLOWED": ErrorKind(
        405, "This address does not take that method.", "Use one of the methods in the `Allow` header."
    ),
    "PAYLOAD_TOO_LARGE": ErrorKind(
        413, "The body is larger than accepted.", "Send at most 256 kB; to a bulk endpoint 8 MB."
    ),
    "UNSUPPORTED_MEDIA_TYPE": ErrorKind(
        415, "The body is not JSON.", "Send JSON with the header `Content-Type: application/json`."
    ),
    "MISDIRECTED_REQUEST": ErrorKind(421, "This server does not answer for that host.", "Check the host name."),
    "RATE_LIMITED": ErrorKind(
        429, "Too many requests in a short time.", "Wait the seconds that `Retry-After` names, then go on more slowly."
    ),
    "API_LIMIT_REACHED": ErrorKind(
        429, "The workspace has used this month's API requests.", "Wait for the next month (UTC), or change plan."
    ),
    "INTERNAL_ERROR": ErrorKind(
        500,
        "Something broke on our side.",
        "Try again with the same Idempotency-Key; if it stays, tell us the request_id.",
    ),
}


# Refusals that only people on pages meet; the API answers none of them, so its reference lists none.
PAGE_ERRORS: dict[str, ErrorKind] = {
    "OWNERS_ONLY": ErrorKind(403, "Only owners of the workspace may do this.", "Ask one of its owners."),
    "LAST_OWNER": ErrorKind(
        409, "A workspace needs an owner, and this is its last one.", "Make somebody else an owner first."
    ),
    "MEMBER_NOT_FOUND": ErrorKind(
        404,
        "This person does not belong to the workspace.",
        "Look at its members page; somebody was quicker.",
    ),
    "ALREADY_MEMBER": ErrorKind(
        409, "Somebody with this address belongs to the workspace already.", "Change their role instead."
    ),
    "ALREADY_INVITED": ErrorKind(
        409, "This address is invited already.", "Send the invitation again, or cancel it first."
    ),
    "INVITATION_NOT_FOUND": ErrorKind(
        404, "This invitation was used or taken back, or its seven days are over.", "Ask for a new one."
    ),
    "INVITATION_LIMIT_REACHED": ErrorKind(
        403, "Fifty invitations are waiting for an answer.", "Cancel those that nobody will use any more."
    ),
    "WRONG_ADDRESS": ErrorKind(
        403, "The invitation is for another e-mail address.", "Sign in with the address that was invited."
    ),
    "INVALID_EMAIL": ErrorKind(400, "This does not look like an e-mail address.", "Write it as name@example.com."),
    "INVALID_NAME": ErrorKind(400, "A name has 1 to 120 characters.", "Choose one of that length."),
    "REASON_MISSING": ErrorKind(
        400, "Whoever is concerned gets to read why, so there must be a reason.", "Write it in one sentence."
    ),
    "NOTHING_TO_REPORT": ErrorKind(
        404, "There is no link at this address.", "Compare it with what you were sent, letter by letter."
    ),
    "REPORTED_TOO_OFTEN": ErrorKind(429, "You have told us of many links in a short time.", "Go on in an hour."),
    "TRIALS_USED_UP": ErrorKind(
        429, "You have made as many trial links as one visitor may in 24 hours.", "Sign up to go on."
    ),
    "TRIALS_FULL": ErrorKind(
        429, "Visitors have made as many trial links as there may be in 24 hours.", "Sign up, or try again later."
    ),
    "REPORTS_HANDLED": ErrorKind(409, "Nobody's report of this link is waiting.", "Look at the queue again."),
    "OWN_ACCOUNT": ErrorKind(
        409, "You cannot disable your own account: nobody would be left to undo it.", "Ask another operator."
    ),
    "INVALID_PICTURE": ErrorKind(
        400, "This is no picture that can be shown, or it is damaged.", "Choose a JPEG, PNG or WebP file."
    ),
    "MOVING_PICTURE": ErrorKind(400, "This picture moves.", "Choose one that stands still."),
    "PICTURE_TOO_LARGE": ErrorKind(
        413, "The picture has more than 10 MB or 40 million pixels.", "Make it smaller, then choose it again."
    ),
    "PICTURE_LIMIT_REACHED": ErrorKind(
        403,
        "The pictures of the workspace fill the 500 MB it has for them.",
        "Ask whoever runs this Kliqs for help.",
    ),
    "NAME_NOT_TYPED": ErrorKind(
        400, "This is not what stands there.", "Type it exactly as it is shown, or leave everything as it is."
    ),
    "OWNER_OF_OTHERS": ErrorKind(
        409,
        "Others work in a workspace whose only owner you are.",
        "Make one of them an owner, or delete the workspace first.",
    ),
    "INVALID_VIEW_NAME": ErrorKind(400, "The name of a view has 1 to 80 characters.", "Choose one of that length."),
    "VIEW_LIMIT_REACHED": ErrorKind(
        403, "The workspace keeps as many views as it may.", "Remove one that nobody needs any more."
    ),
    "WORKSPACE_LIMIT_REACHED": ErrorKind(
        403, "You own as many workspaces as one person may.", "Ask whoever runs this Kliqs for help."
    ),
}


def kind_of(code: str) -> ErrorKind:
    """The row of a code, of whichever table. Raises KeyError for a code that is in neither."""
    return ERRORS[code] if code in ERRORS else PAGE_ERRORS[code]


class ConfigurationError(Exception):
    """A setting, or the machine, is not as Kliqs needs it. The message says which and how to mend it."""


class KliqsError(Exception):
    """A refusal with a stable code from `ERRORS`. `field` names the input to blame, where one is."""

    def __init__(self, code: str, message: str = "", field: str | None = None) -> None:
        self.code = code
        self.kind = kind_of(code)
        self.message = message or self.kind.meaning
        self.field = field
        super().__init__(f"{code}: {self.message}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field of a body."""

    field: str
    code: str
    message: str


class InvalidBody(KliqsError):
    """Every problem of a body at once; the first one gives the code."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(problems[0].code, problems[0].message, problems[0].field)
