"""What stands in the addresses of pictures."""

from __future__ import annotations


class DigestConverter:
    """Path converter `<digest:digest>`: a SHA-256 in hexadecimal; anything else does not resolve (404)."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
