"""Settings, API keys, test: a pasted key against this install's API, step by step. The key is kept nowhere."""

import re
import time
from dataclasses import dataclass, replace

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from kliqs.accounts.key_format import PREFIX
from kliqs.accounts.models import Member
from kliqs.errors import ERRORS, KliqsError
from kliqs.settings import load
from kliqs.web.dashboard.members import for_members
from kliqs.web.dashboard.probing import Exchange, ask
from kliqs.web.dashboard.refusals import words
from kliqs.web.dashboard.samples import DESTINATION

A_MINUTE = 10
PASTED = re.compile(r"[!-~]{1,200}\Z")
NAMES = (
    gettext_lazy("The API can be reached"),
    gettext_lazy("The Authorization header arrives"),
    gettext_lazy("The key is known and alive"),
    gettext_lazy("There is quota left"),
    gettext_lazy("A link could be made"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing tested: `outcome` is `passed`, `failed` or `skipped`; `note` what was found or what to do."""

    name: str | Promise
    outcome: str
    note: str = ""
    exchange: Exchange | None = None


@sensitive_post_parameters("key")
@require_http_methods(["GET", "HEAD", "POST"])
@for_members
@sensitive_variables("key")
def show(request: HttpRequest, member: Member) -> HttpResponse:
    """The form, and below it the steps. Ten tests a minute for each person."""
    context: dict[str, object] = {"member": member}
    status = 200
    if request.method == "POST":
        key = request.POST.get("key", "").strip()
        if not PASTED.match(key):
            status, context["problem"] = 400, gettext("Paste the whole key; it begins with kliqs_sk_live_.")
        elif not _may_test(member.user_id):
            status = 429
            context["problem"] = gettext("You have tested 10 times within a minute. Wait a moment, then try again.")
        else:
            context["steps"] = steps = run(key)
            context["all_passed"] = all(step.outcome == "passed" for step in steps)
    return render(request, "dashboard/test_key.html", context, status=status)


@sensitive_variables("key")
def run(key: str) -> list[Step]:
    """Every step up to the first that fails; the key is masked in all that is returned."""
    settings = load()
    bare = ask(settings, "GET", "/usage")
    found = [_reached(bare)]
    if found[-1].outcome == "passed":
        usage = ask(settings, "GET", "/usage", key)
        found.append(_arrived(bare, usage))
        if found[-1].outcome == "passed":
            found.append(_known(usage))
        if found[-1].outcome == "passed":
            found.append(_quota(usage))
        if found[-1].outcome == "passed":
            found.append(_created(ask(settings, "POST", "/links?dry_run=true", key, {"url": DESTINATION})))
    skipped = gettext("Not tried, since an earlier step failed.")
    found += [Step(name, "skipped", skipped) for name in NAMES[len(found) :]]
    return [_masked(step, key) for step in found]


def _reached(bare: Exchange) -> Step:
    cure = gettext("Check that the server runs, and that its domain and TLS lead here.")
    if bare.problem:
        cure = f"{gettext('No answer: %(problem)s') % {'problem': bare.problem}}. {cure}"
    return Step(NAMES[0], "passed", "", bare) if bare.is_ours else Step(NAMES[0], "failed", cure, bare)


def _arrived(bare: Exchange, usage: Exchange) -> Step:
    """A header that was taken away gets the very words that sending none gets."""
    if usage.error == bare.error and usage.message == bare.message:
        cure = gettext("A proxy in between takes the Authorization header away. Let it pass the header on.")
        return Step(NAMES[1], "failed", cure, usage)
    return Step(NAMES[1], "passed", "", usage) if usage.is_ours else Step(NAMES[1], "failed", _cure(usage), usage)


def _known(usage: Exchange) -> Step:
    if usage.status == 200:
        return Step(NAMES[2], "passed", "", usage)
    return Step(NAMES[2], "failed", usage.message if usage.error == "UNAUTHORIZED" else _cure(usage), usage)


def _quota(usage: Exchange) -> Step:
    requests, links = usage.data["requests"]["left"], usage.data["links"]["left"]  # None where there is no limit
    if requests == 0 or links == 0:
        cure = gettext("The month or the links are used up. Wait for the next month, delete links, or change plan.")
        return Step(NAMES[3], "failed", cure, usage)
    values = {
        "plan": usage.data.get("plan"),
        "requests": gettext("no limit of") if requests is None else requests,
        "links": gettext("no limit of") if links is None else links,
    }
    left = gettext("Plan %(plan)s: %(requests)s requests and %(links)s links left.") % values
    return Step(NAMES[3], "passed", left, usage)


def _created(create: Exchange) -> Step:
    if create.is_ours and not create.error:
        return Step(NAMES[4], "passed", "", create)
    return Step(NAMES[4], "failed", _cure(create), create)


def _cure(answer: Exchange) -> str:
    if answer.problem:
        return gettext("No answer: %(problem)s") % {"problem": answer.problem}
    if answer.error in ERRORS:
        return words(KliqsError(answer.error))
    return gettext("Send the request again later; if it stays so, the answer below says what is wrong.")


def _masked(step: Step, key: str) -> Step:
    if step.exchange is None:
        return step
    shown = f"{key[: len(PREFIX) + 4]}…{key[-4:]}" if len(key) > len(PREFIX) + 16 else "…"
    sent, came = (text.replace(key, shown) for text in (step.exchange.sent, step.exchange.came))
    return replace(step, exchange=replace(step.exchange, sent=sent, came=came))


def _may_test(person: int) -> bool:
    """Take one of this minute's places; adding an entry succeeds in one process alone."""
    minute = int(time.time() // 60)
    return any(cache.add(f"self-test:{person}:{minute}:{place}", 1, 120) for place in range(A_MINUTE))
