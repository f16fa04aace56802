"""Pictures to upload: whole ones, strange ones, and what only pretends to be one."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, PngImagePlugin

Colour = tuple[int, ...]
BLUE = (39, 70, 184)


def _saved(image: Image.Image, kind: str, **more: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **more)
    return target.getvalue()


def png(width: int = 216, height: int = 216, colour: Colour = BLUE) -> bytes:
    return _saved(Image.new("RGB", (width, height), colour), "PNG")


def see_through(width: int = 100, height: int = 100) -> bytes:
    return _saved(Image.new("RGBA", (width, height), (*BLUE, 0)), "PNG")


def jpeg(width: int = 216, height: int = 216, **more: object) -> bytes:
    return _saved(Image.new("RGB", (width, height), BLUE), "JPEG", **more)


def gif(frames: int = 1, width: int = 120, height: int = 90) -> bytes:
    images = [Image.new("P", (width, height), number) for number in range(frames)]
    return _saved(images[0], "GIF", save_all=True, append_images=images[1:], duration=40, loop=0)


def telling_png(secret: str) -> bytes:
    """One with words beside its pixels, and behind its end."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", secret)
    info.add_itxt("Author", secret)
    return _saved(Image.new("RGB", (50, 50), BLUE), "PNG", pnginfo=info) + secret.encode()


def telling_jpeg(secret: str) -> bytes:
    """A photograph that says where it was taken, and lies on its side."""
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = secret, 6  # description, orientation
    return (
        jpeg(200, 100, exif=exif.tobytes(), comment=secret.encode()) + f"<script>{secret}</script>".encode()
    )


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A few kilobytes that unpack to gigabytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 2_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, (b"IHDR", b"IDAT", b"IEND"), (head, rows, b"")))


def text_bomb() -> bytes:
    """A small picture with a compressed text of a hundred megabytes."""
    whole = png(20, 20)
    text = b"Comment\x00\x00" + zlib.compress(b"\x00" * 100_000_000, 9)
    return whole[:33] + _chunk(b"zTXt", text) + whole[33:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
# Both a GIF by its first bytes and a script.
POLYGLOT = b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(1)//"
NO_PICTURES = {
    "svg": SVG,
    "html": HTML,
    "polyglot": POLYGLOT,
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "zip": b"PK\x03\x04" + b"\x00" * 60,
    "exe": b"MZ" + b"\x00" * 200,
    "nothing but a signature": b"\x89PNG\r\n\x1a\n",
    "half a png": png()[:120],
    "half a jpeg": jpeg()[:200],
    "webp": _saved(Image.new("RGB", (20, 20)), "WEBP"),
    "bmp": _saved(Image.new("RGB", (20, 20)), "BMP"),
    "tiff": _saved(Image.new("RGB", (20, 20)), "TIFF"),
    "ico": _saved(Image.new("RGB", (16, 16)), "ICO"),
    "text": b"logo",
}
