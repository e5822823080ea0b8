"""The form field of a rule: how a person fills in what `kliqs.bio.rules` will check."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy

from kliqs.bio.blocks import ChatNumber, EmbedRule, PriceRule
from kliqs.bio.document import COLOUR
from kliqs.bio.money import currencies
from kliqs.bio.rules import Address, Flag, Matching, Moment, OneOf, Picture, Rule, Text, Whole, Zone, zones
from kliqs.errors import KliqsError
from kliqs.links.whatsapp import MAX_NUMBER
from kliqs.pictures.keeping import keep_picture
from kliqs.web.dashboard.pages.describing import Bounds, Words
from kliqs.web.dashboard.refusals import words as refused

MINUTE = "%Y-%m-%dT%H:%M"
LONGEST_ADDRESS = 8_192
USUAL_CURRENCIES = ("IDR", "USD", "MYR", "SGD", "AUD", "EUR", "JPY", "SAR", "TWD", "HKD")
THOUSANDS = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+")
UPLOAD = "_file"  # after a picture's name: the file itself, where no script has sent it ahead
OWN = "_own"  # after a colour's name: whether it is the owner's
TYPED: dict[str, dict[str, str]] = {
    "url": {"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"},
    "tel": {"inputmode": "tel"},
    "email": {"inputmode": "email", "autocapitalize": "none"},
    "text": {},
}


class PictureInput(forms.Widget):
    """A picture that was kept, or a place to choose one. Its value is the picture's path, or a file that came along."""

    template_name = "dashboard/pages/picture.html"
    use_fieldset = True

    def __init__(self, bounds: Bounds) -> None:
        super().__init__()
        self.bounds = bounds

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value if isinstance(value, str) else "", attrs)
        context["widget"]["bounds"] = "x".join(map(str, self.bounds))
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return (files or {}).get(name + UPLOAD) or data.get(name)


class PictureField(forms.Field):
    """`keep` takes the upload for its workspace; a form says for which before it is validated."""

    workspace_id = 0

    def __init__(self, bounds: Bounds, **named: Any) -> None:
        super().__init__(widget=PictureInput(bounds), **named)
        self.bounds = bounds

    def clean(self, value: Any) -> str:
        if isinstance(value, UploadedFile):
            try:
                value = keep_picture(self.workspace_id, value, self.bounds)
            except KliqsError as refusal:
                raise ValidationError(refused(refusal)) from refusal
        return str(super().clean(value) or "")


class ColourInput(forms.Widget):
    """A colour that is chosen, or the theme's: a browser's picker of colours knows no empty one, so a mark beside it
    says whether it counts. `usual` is what stands there before."""

    template_name = "dashboard/pages/colour.html"
    usual = "#000000"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"is_own": bool(value), "shown": value or self.usual, "own": name + OWN}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name) if data.get(name + OWN) else ""


class MomentField(forms.DateTimeField):
    """A local date and time to the minute, in the person's zone."""

    def __init__(self, **named: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE)
        super().__init__(input_formats=[MINUTE, f"{MINUTE}:%S"], widget=widget, **named)


class PriceInput(forms.MultiWidget):
    """An amount and its currency, side by side."""

    template_name = "dashboard/pages/price.html"

    def __init__(self) -> None:
        others = sorted(currencies() - set(USUAL_CURRENCIES))
        codes = [*USUAL_CURRENCIES, *others]
        amount = forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "aria-label": gettext_lazy("Amount")}
        )
        currency = forms.Select(
            choices=[(code, code) for code in codes], attrs={"aria-label": gettext_lazy("Currency")}
        )
        super().__init__({"amount": amount, "currency": currency})

    def decompress(self, value: Any) -> list[Any]:
        if not value:
            return ["", USUAL_CURRENCIES[0]]
        return [value["amount"], value["currency"]]


class PriceField(forms.Field):
    """`{"amount": …, "currency": …}` as `PriceRule` takes it, or nothing where no amount is given."""

    widget = PriceInput

    def clean(self, value: Any) -> dict[str, str] | None:
        amount, currency = value or ("", "")
        amount = _amount(amount or "")
        return {"amount": amount, "currency": currency} if amount else None


def _amount(text: str) -> str:
    """As Indonesians and others write it: `Rp 25.000`, `25,000` and `25000` are one price, and so are 12,50 and
    12.50. Nobody means thousandths."""
    plain = text.strip().removeprefix("Rp").strip()
    if THOUSANDS.fullmatch(plain):
        return re.sub(r"[.,\s]", "", plain)
    return plain.replace(",", ".")


def field_of(rule: Rule, words: Words) -> forms.Field:
    """The field of one of the rules that stand in annotations of `kliqs.bio`."""
    needed = bool(getattr(rule, "is_needed", False))
    errors = {"required": words.needed, "invalid": words.wrong} if words.wrong else {"required": words.needed}
    common: dict[str, Any] = {"label": words.label, "help_text": words.help, "required": needed}
    common["error_messages"] = {code: text for code, text in errors.items() if text}
    match rule:
        case Text() | Address() | EmbedRule() | ChatNumber() | Matching():
            return forms.CharField(max_length=_longest(rule), widget=_typed(rule, words), **common)
        case Picture():
            return PictureField(words.bounds, **common)
        case Moment():
            return MomentField(**common)
        case Flag():
            return forms.BooleanField(**common)
        case PriceRule():
            return PriceField(**common)
        case OneOf():
            return forms.ChoiceField(choices=words.choices, **common)
        case Zone():
            choices = [(zone, zone.replace("_", " ")) for zone in sorted(zones())]
            return forms.ChoiceField(choices=choices, **common)
        case Whole():
            return forms.IntegerField(min_value=rule.lowest, max_value=rule.highest, **common)
    raise TypeError(f"No form asks for {rule!r}.")


def shown(value: Any) -> Any:
    """A value of a struct as its field shows it."""
    return timezone.localtime(value).replace(second=0) if isinstance(value, datetime) else value


def _longest(rule: Rule) -> int:
    match rule:
        case Text():
            return rule.longest
        case ChatNumber():
            return MAX_NUMBER
        case Matching():
            return 120
    return LONGEST_ADDRESS


def _typed(rule: Rule, words: Words) -> forms.Widget:
    if isinstance(rule, Matching) and rule.pattern is COLOUR:
        return ColourInput()
    if words.lines > 1:
        return forms.Textarea(attrs={"rows": words.lines})
    attrs = {"placeholder": words.placeholder, "autocomplete": "off"} | TYPED[words.keys]
    return forms.TextInput(attrs={name: value for name, value in attrs.items() if value})
