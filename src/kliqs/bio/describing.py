"""Documents and blocks as JSON Schema (2020-12), made from the very rules that check them."""

from collections.abc import Iterator

import msgspec

from kliqs.bio.blocks import KINDS, Account, Block, Question
from kliqs.bio.document import Look, Options, Profile
from kliqs.bio.rules import Json, is_needed, rules_of

PARTS: dict[type[msgspec.Struct], str] = {
    Profile: "PageProfile",
    Look: "PageLook",
    Options: "PageOptions",
    Account: "PageAccount",
    Question: "PageQuestion",
    Block: "PageBlock",
}


def schemas(place: str) -> dict[str, Json]:
    """Every part of a page by name. `PageLook` is what is answered, where each field is there; `PageLookIn` is what
    may be sent, and `HeadingBlockChangesIn` what may be sent of a block that is there. `place` is where a name is
    found, such as `#/components/schemas/{name}`."""
    described: dict[str, Json] = {}
    for ending in ("", "In", "ChangesIn"):
        kinds = _Kinds(place, ending)
        described |= kinds.all()
    return described


def block_name(tag: str) -> str:
    return f"{KINDS[tag].__name__}Block"


class _Kinds:
    """All schemas of one ending."""

    def __init__(self, place: str, ending: str) -> None:
        self._place = place
        self._ending = ending

    def all(self) -> dict[str, Json]:
        named = dict(self._blocks())
        if self._ending == "ChangesIn":  # of the others, nothing is needed anyway
            return named | {"PageProfileChangesIn": self._struct(Profile) | {"required": []}}
        return named | {
            f"{name}{self._ending}": self._struct(kind) for kind, name in PARTS.items() if kind is not Block
        }

    def _blocks(self) -> Iterator[tuple[str, Json]]:
        names = {tag: f"{block_name(tag)}{self._ending}" for tag in KINDS}
        for tag, kind in KINDS.items():
            yield names[tag], self._block(tag, kind)
        union: Json = {"title": f"PageBlock{self._ending}"}
        if self._ending == "ChangesIn":  # a change need not say its kind, which stays
            yield union["title"], union | {"anyOf": [self._at(name) for name in names.values()]}
            return
        mapping = {tag: self._at(name)["$ref"] for tag, name in names.items()}
        yield (
            union["title"],
            union
            | {
                "oneOf": [self._at(name) for name in names.values()],
                "discriminator": {"propertyName": "type", "mapping": mapping},
            },
        )

    def _block(self, tag: str, kind: type[Block]) -> Json:
        described = self._struct(kind)
        described["properties"] = {"type": {"const": tag}} | described["properties"]
        if self._ending == "ChangesIn":
            return described | {"required": []}
        return described | {"required": ["type", *described["required"]]}

    def _struct(self, kind: type[msgspec.Struct]) -> Json:
        rules = rules_of(kind)
        needed = [name for name, rule in rules.items() if is_needed(rule) or not self._ending]
        return {
            "title": f"{PARTS[kind]}{self._ending}" if kind in PARTS else f"{kind.__name__}Block{self._ending}",
            "description": " ".join((kind.__doc__ or "").split()),
            "type": "object",
            "properties": {name: rule.schema(self._refer) for name, rule in rules.items()},
            "required": needed,
            "additionalProperties": False,
        }

    def _refer(self, kind: type[msgspec.Struct]) -> Json:
        return self._at(f"{PARTS[kind]}{self._ending or ''}".replace("ChangesIn", "In"))

    def _at(self, name: str) -> Json:
        return {"$ref": self._place.format(name=name)}
