from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone

from tests import smtp as peers


@pytest.fixture
def smtp(settings) -> Iterator[peers.Peer]:
    """A real mail server the settings point at."""
    for peer in peers.serve():
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", peer.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = ""
        yield peer


@pytest.fixture(autouse=True)
def _same_everywhere(settings) -> Iterator[None]:
    """Whatever this machine's site and zone are, the words of a mail are the same."""
    settings.SITE_URL = "https://portal.example"
    with timezone.override("UTC"):
        yield
