"""How a picture is called: `<hash>-<width>x<height>.jpg`, so that whoever has the name knows its shape. No Django."""

import re

PLACE = "/media/"
NAME = r"[0-9a-f]{40}-[1-9][0-9]{0,4}x[1-9][0-9]{0,4}\.(?:jpg|png)"
TYPES = {"jpg": "image/jpeg", "png": "image/png"}
_SHAPE = re.compile(rf"{PLACE}[0-9a-f]{{40}}-([0-9]+)x([0-9]+)\.(?:jpg|png)")
PATH = f"{PLACE}{NAME}"


def is_own(path: str) -> bool:
    """Whether this is the path of a picture of ours, as `path_of` makes it."""
    return re.fullmatch(PATH, path) is not None


def path_of(name: str) -> str:
    """Where the short host and the dashboard serve it."""
    return PLACE + name


def absolute(image: str, origin: str) -> str:
    """An image as others ask for it: the path of a picture of ours behind our origin, a foreign address as it is."""
    return origin + image if image.startswith(PLACE) else image


def size_of(image: str) -> tuple[int, int] | None:
    """Width and height in pixels of a picture of ours, by its path or address; None for a foreign one."""
    found = _SHAPE.search(image)
    return (int(found[1]), int(found[2])) if found else None


def content_type(name: str) -> str:
    return TYPES[name.rpartition(".")[2]]
