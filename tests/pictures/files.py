"""Picture files as people and attackers send them."""

import io
import struct
import zlib

from PIL import Image

GPS = 0x8825
ORIENTATION = 0x0112
TURNED_RIGHT = 6
CAMERA = 0x010F


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def plain(kind: str = "JPEG", size: tuple[int, int] = (80, 40), colour: str = "#0a7c66") -> bytes:
    return encoded(Image.new("RGB", size, colour), kind)


def photo() -> bytes:
    """80 by 40 in the file, upright at 40 by 80, with the place it was taken at and a comment."""
    image = Image.new("RGB", (80, 40), "#d0342c")
    image.paste("#ffffff", (0, 0, 40, 40))
    exif = Image.Exif()
    exif[ORIENTATION], exif[CAMERA] = TURNED_RIGHT, "Secret camera"
    exif[GPS] = {1: "S", 2: (6.0, 12.0, 30.0), 3: "E", 4: (106.0, 49.0, 0.0)}
    return encoded(image, "JPEG", exif=exif, comment=b"secret comment")


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:])


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is so large, and packs its rows of zeros well."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * min((width * 3 + 1) * height, 1_000_000))
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
