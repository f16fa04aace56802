from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import smtp as peers


@pytest.fixture
def smtp(settings) -> Iterator[peers.Peer]:
    """A real mail server the settings point at."""
    for peer in peers.serve():
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", peer.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = ""
        yield peer
