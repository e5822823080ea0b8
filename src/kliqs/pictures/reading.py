"""An uploaded picture as one of ours: unpacked within limits, upright, small enough, without anything but its pixels.

What is in an upload besides pixels (EXIF with the place it was taken, comments, profiles, a second file behind the
first) goes nowhere, because the bytes that are kept are always written here.
"""

import io
import struct
from dataclasses import dataclass
from threading import Lock
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from kliqs.errors import KliqsError

LARGEST_UPLOAD = 10 * 1024 * 1024  # bytes
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 20_000  # pixels
FORMATS = ("JPEG", "PNG", "WEBP")
STILLS = ("JPEG", "MPO")  # phones put depth or brightness maps behind a photo: its first frame is the picture
QUALITY = 84
# What Pillow raises for files that are not what they say.
BROKEN = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    EOFError,
    struct.error,
)

_one_at_a_time = Lock()  # an unpacked picture takes up to 160 MB


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture made by us; `extension` is a key of `names.TYPES`, the sides are in pixels."""

    content: bytes
    extension: str
    width: int
    height: int


def read_picture(upload: IO[bytes], bounds: tuple[int, int]) -> Encoded:
    """Make a picture of at most `bounds` (width, height in pixels) from an upload, a PNG where it is see-through and
    a JPEG elsewhere.

    Raises KliqsError PICTURE_TOO_LARGE, INVALID_PICTURE or MOVING_PICTURE, blaming `picture`.
    """
    raw = upload.read(LARGEST_UPLOAD + 1)
    if len(raw) > LARGEST_UPLOAD:
        raise KliqsError("PICTURE_TOO_LARGE", field="picture")
    try:
        with _one_at_a_time, Image.open(io.BytesIO(raw), formats=FORMATS) as image:
            _refuse(image)
            return _encoded(_unpacked(image, bounds))
    except Image.DecompressionBombError as error:
        raise KliqsError("PICTURE_TOO_LARGE", field="picture") from error
    except BROKEN as error:
        raise KliqsError("INVALID_PICTURE", field="picture") from error


def _refuse(image: Image.Image) -> None:
    """What the header says is enough to refuse; nothing has been unpacked yet."""
    if image.width * image.height > MOST_PIXELS or max(image.size) > LONGEST_SIDE:
        raise KliqsError("PICTURE_TOO_LARGE", field="picture")
    if getattr(image, "n_frames", 1) > 1 and image.format not in STILLS:
        raise KliqsError("MOVING_PICTURE", field="picture")


def _unpacked(image: Image.Image, bounds: tuple[int, int]) -> Image.Image:
    """Upright, within the bounds, RGB or RGBA."""
    if image.format in STILLS:
        image.draft("RGB", (max(bounds) * 2, max(bounds) * 2))  # lets a JPEG be unpacked at an eighth of its size
    upright = ImageOps.exif_transpose(image)
    is_see_through = "A" in upright.getbands() or "transparency" in upright.info
    picture = upright.convert("RGBA" if is_see_through else "RGB")
    picture.thumbnail(bounds, Image.Resampling.LANCZOS)
    picture.info.clear()
    return picture


def _encoded(picture: Image.Image) -> Encoded:
    file = io.BytesIO()
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() != (255, 255):
        picture.save(file, "PNG", optimize=True)
        return Encoded(file.getvalue(), "png", picture.width, picture.height)
    picture.convert("RGB").save(file, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Encoded(file.getvalue(), "jpg", picture.width, picture.height)
