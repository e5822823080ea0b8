"""The QR code of a link or page: a panel to choose its looks with the code itself above, and the files to print.

Nothing is kept: every answer is drawn from the form alone, the logo too.
"""

import base64
from typing import Any, Literal, cast

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from kliqs.errors import KliqsError
from kliqs.links.qr import Level, QrStyle, qr_address, qr_png, qr_svg, read_logo
from kliqs.settings import load
from kliqs.web.dashboard.refusals import add_to

PREVIEW_PIXELS = 480
IS_COLOUR = RegexValidator(r"\A#[0-9a-fA-F]{6}\Z")
SIZES = [(str(size), f"{size} × {size} px") for size in (256, 512, 1024, 2048)]
MARGINS = [
    ("2", gettext_lazy("Narrow")),
    ("4", gettext_lazy("Standard")),
    ("8", gettext_lazy("Wide")),
]
LEVELS = [
    ("L", gettext_lazy("Screen: 7 % may be hidden")),
    ("M", gettext_lazy("Standard: 15 %")),
    ("Q", gettext_lazy("Sticker: 25 %")),
    ("H", gettext_lazy("Rough use: 30 %")),
]


class QrForm(forms.Form):
    """How the code shall look; `style` is the answer, as `kliqs.links.qr` takes it."""

    colour = forms.CharField(
        label=gettext_lazy("Colour"), widget=forms.TextInput(attrs={"type": "color"}), validators=[IS_COLOUR]
    )
    background = forms.CharField(
        label=gettext_lazy("Background"), widget=forms.TextInput(attrs={"type": "color"}), validators=[IS_COLOUR]
    )
    size = forms.ChoiceField(label=gettext_lazy("Size of the PNG"), choices=SIZES)
    margin = forms.ChoiceField(label=gettext_lazy("Quiet rim"), choices=MARGINS)
    level = forms.ChoiceField(label=gettext_lazy("Sturdiness"), choices=LEVELS)
    logo = forms.FileField(
        label=gettext_lazy("Logo in the middle"),
        required=False,
        help_text=gettext_lazy("PNG or JPEG of at most 512 kB. The code then becomes as sturdy as it can be."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )

    def style(self) -> QrStyle:
        """Of a valid form. Raises KliqsError INVALID_LOGO."""
        chosen = self.cleaned_data
        return QrStyle(
            colour=chosen["colour"],
            background=chosen["background"],
            size=int(chosen["size"]),
            margin=int(chosen["margin"]),
            level=cast(Level, chosen["level"]),
            logo=read_logo(chosen["logo"].read()) if chosen["logo"] else None,
        )


PLAIN: dict[str, Any] = {"colour": "#000000", "background": "#ffffff", "size": "1024", "margin": "4", "level": "M"}


def answer(request: HttpRequest, slug: str, address: str, preview_address: str) -> HttpResponse:
    """The panel of the code of a slug, whose form is at `address`; a POST is answered with the file that its button
    names. Viewers may have it too: nothing changes."""
    addresses = {"address": address, "preview_address": preview_address}
    if request.method != "POST":
        code = _as_data(qr_png(_address_of(slug), QrStyle(size=PREVIEW_PIXELS)))
        return _panel(request, {"form": QrForm(initial=PLAIN), "slug": slug, "code": code, **addresses})
    kind: Literal["svg", "png"] = "svg" if request.POST.get("kind") == "svg" else "png"
    form = QrForm(request.POST, request.FILES)
    drawn = _draw(form, slug, kind)
    if drawn is None:
        return _panel(request, {"form": form, "slug": slug, "code": "", **addresses}, status=422)
    response = HttpResponse(drawn, content_type="image/svg+xml" if kind == "svg" else "image/png")
    response["Content-Disposition"] = f'attachment; filename="{slug}.{kind}"'
    return response


def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The code as the form wants it, or why it cannot be so; asked after every change."""
    form = QrForm({**request.POST.dict(), "size": "512"}, request.FILES)
    drawn = _draw(form, slug, "png")
    context = {"form": form, "slug": slug, "code": _as_data(drawn) if drawn else ""}
    return render(request, "dashboard/qr_preview.html", context, status=200 if drawn else 422)


def _draw(form: QrForm, slug: str, kind: Literal["svg", "png"]) -> bytes | None:
    """None, with the reason at its field, when it cannot be drawn."""
    if not form.is_valid():
        return None
    draw = qr_svg if kind == "svg" else qr_png
    try:
        return draw(_address_of(slug), form.style())
    except KliqsError as refusal:
        add_to(form, refusal)
        return None


def _panel(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, "dashboard/qr.html", context, status=status)


def _address_of(slug: str) -> str:
    return qr_address(load().short_origin, slug)


def _as_data(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"
