"""Logos: what is uploaded is decoded and drawn anew, so that nothing of the file but its pixels is ever served.

What is not a picture is refused whatever its name and its declared type (reference 3.19; trust: uploads). The size is
read from the head of the file and judged before anything is unpacked, so no file unpacks to more than it may.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from partnercenter.core.errors import DomainError

MAX_BYTES = 256 * 1024
MAX_WIDTH = 300  # pixels
MAX_HEIGHT = 600
RECOMMENDED = 216  # pixels, in both directions
FORMATS = ("PNG", "JPEG", "GIF")


@dataclass(frozen=True)
class Picture:
    """A picture of ours: its bytes, and what they are."""

    content: bytes
    content_type: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read_picture(content: bytes) -> Picture:
    """Raises DomainError: too_large, not_a_picture, too_wide, too_high."""
    if len(content) > MAX_BYTES:
        raise DomainError("too_large", _("The picture is larger than 256 KB. Make it smaller."), "logo")
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            _require_size(*image.size)
            return _drawn_anew(image)
    except DomainError:
        raise
    except Exception as error:  # whatever a decoder stumbles over, it is no picture
        message = _("This is not a picture in one of the formats GIF, JPG and PNG, or it is damaged.")
        raise DomainError("not_a_picture", message, "logo") from error


def _require_size(width: int, height: int) -> None:
    if width > MAX_WIDTH:
        message = _("The picture is %(width)s pixels wide. At most 300 are possible.")
        raise DomainError("too_wide", message % {"width": width}, "logo")
    if height > MAX_HEIGHT:
        message = _("The picture is %(height)s pixels high. At most 600 are possible.")
        raise DomainError("too_high", message % {"height": height}, "logo")


def _drawn_anew(image: Image.Image) -> Picture:
    """The first frame, upright, without anything but pixels: no metadata, no profile, no animation, no trailing bytes."""
    image.load()
    is_photograph = image.format == "JPEG"
    upright = ImageOps.exif_transpose(image)
    drawn = upright.convert("RGB" if is_photograph else "RGBA")
    bare = Image.new(drawn.mode, drawn.size)
    bare.paste(drawn)
    target = io.BytesIO()
    if is_photograph:
        bare.save(target, "JPEG", quality=90)
    else:
        bare.save(target, "PNG", optimize=True)
    content_type = "image/jpeg" if is_photograph else "image/png"
    return Picture(target.getvalue(), content_type, bare.width, bare.height)
