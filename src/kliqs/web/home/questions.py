"""What newcomers ask, as the page shows it and search engines read it (schema.org, FAQPage)."""

import json

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy

QUESTIONS = (
    (
        gettext_lazy("Can the Free plan use the API?"),
        gettext_lazy(
            "Yes, all of it. The plans differ in how many successful writes a month count, and how many links and pages"
            " there may be at a time. Reading is never counted."
        ),
    ),
    (
        gettext_lazy("What happens when the month's requests are used up?"),
        gettext_lazy(
            "The API answers 429 to new writes until the first of the next month (UTC). Every link goes on leading"
            " where it did, clicks are counted on, and you can still read and use the dashboard."
        ),
    ),
    (
        gettext_lazy("Do links made over the API appear in the dashboard?"),
        gettext_lazy("Yes. They are the same links, whoever made them and however."),
    ),
    (
        gettext_lazy("Can I change where a link leads after I sent it?"),
        gettext_lazy(
            "Yes. A link answers with a temporary redirect that no browser keeps, so the next click already goes to the"
            " new place."
        ),
    ),
    (
        gettext_lazy("What does an expired link do?"),
        gettext_lazy(
            "It says that it has expired. Nothing is deleted: link, title and counts stay, and you can give it a new"
            " date."
        ),
    ),
    (
        gettext_lazy("Do you keep my visitors' addresses?"),
        gettext_lazy(
            "Not in the statistics. An address stands in a log on the server's disk for about ten minutes, until"
            " country and city are known; then it is gone, and backups leave that log out."
        ),
    ),
    (
        gettext_lazy("Can I leave again?"),
        gettext_lazy(
            "Yes. One button packs links, clicks, people and pictures into a zip file. Or take the whole program and"
            " run it yourself."
        ),
    ),
)


def structured() -> SafeString:
    """The questions as JSON-LD, in the language of the moment; safe inside a script element."""
    entities = [
        {"@type": "Question", "name": gettext(str(asked)), "acceptedAnswer": {"@type": "Answer", "text": str(answer)}}
        for asked, answer in QUESTIONS
    ]
    return as_script({"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": entities})


def as_script(data: dict[str, object]) -> SafeString:
    """JSON-LD that no text in it can end early."""
    return mark_safe(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))
