"""What a person reads about a field of a block, a look or a page's options. What may be in it is the rule's matter."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from django.utils.functional import Promise

Bounds = tuple[int, int]  # of a picture, in pixels

FACE: Bounds = (640, 640)
THUMBNAIL: Bounds = (480, 480)
PHOTO: Bounds = (1_280, 1_600)
BACKDROP: Bounds = (1_280, 2_400)
CODE: Bounds = (1_200, 1_200)


@dataclass(frozen=True, slots=True)
class Words:
    """A field. `needed` is said when it is empty and must not be, `wrong` when its rule refuses what is in it.

    `lines` for text of several; `keys` is the keyboard that a phone shows; `choices` are the names of a rule's words;
    `rows` describes the parts of a list, `bounds` a picture's; `aside` is for what few need, and stands folded.
    """

    name: str
    label: Promise
    help: Promise | str = ""
    needed: Promise | str = ""
    wrong: Promise | str = ""
    placeholder: str = ""
    lines: int = 1
    keys: str = "text"
    choices: Sequence[tuple[str, Promise | str]] = ()
    rows: "Described | None" = None
    bounds: Bounds = PHOTO
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Described:
    """A struct of `kliqs.bio` as people meet it: its name, what it is for, and its fields in the order of the form."""

    struct: type[msgspec.Struct]
    title: Promise
    fields: tuple[Words, ...]
    line: Promise | str = ""
    icon: str = ""
    part: str = ""  # of a document, where it is one; and the URL of the screen with its form
    screen: str = ""

    @property
    def kind(self) -> str:
        """What the document calls it."""
        return str(self.struct.__struct_config__.tag)
