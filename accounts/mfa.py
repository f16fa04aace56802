"""Second steps as the portal keeps them: allauth's authenticators, their secrets unreadable in the database."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from fido2.utils import sha256
from fido2.webauthn import ResidentKeyRequirement, UserVerificationRequirement

from accounts.models import User

SEAL_SECONDS = 900  # how long a page may stand open on which an authenticator app is being set up


def _cipher() -> MultiFernet:
    """AES with a key from SECRET_KEY; what an earlier one closed stays readable (SECRET_KEY_FALLBACKS)."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [hashlib.sha256(b"accounts.mfa\0" + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


class PortalMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """Django's `str(user)` may be empty for a person without a name; a browser then refuses."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.full_name or user.email}


def factors_of(user: User) -> QuerySet[Authenticator]:
    """App, passkeys and recovery codes of a person, the oldest first."""
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(user=user)
    return rows.order_by("created_at", "pk")


@dataclass(frozen=True)
class Passkeys:
    """A browser uses a passkey at the host where it was made, and at no other one: of customers each cloud may have its own."""

    here: list[Authenticator]
    elsewhere: list[tuple[Authenticator, str]]  # with the host; "": one that this portal no longer has

    @property
    def hosts(self) -> list[str]:
        return sorted({host for _key, host in self.elsewhere if host})


def passkeys_at(request: HttpRequest, user: User) -> Passkeys:
    """A person's passkeys, by whether they work where this request was sent to."""
    sites = [settings.SITE_URL, *filter(None, settings.CUSTOMER_URLS.values())]
    hosts = {sha256(host.encode()): host for host in (str(urlsplit(site).hostname) for site in sites)}
    this = sha256(get_adapter().get_public_key_credential_rp_entity()["id"].encode())
    keys = factors_of(user).filter(type=Authenticator.Type.WEBAUTHN)
    made = [(key, key.wrap().authenticator_data.rp_id_hash) for key in keys]
    return Passkeys(
        here=[key for key, digest in made if digest == this],
        elsewhere=[(key, hosts.get(digest, "")) for key, digest in made if digest != this],
    )


def seal(secret: str, user: User) -> str:
    """The secret of an app that is being set up, for a hidden field: for this person, for a quarter of an hour."""
    return _cipher().encrypt(f"{user.pk} {secret}".encode()).decode()


def unseal(sealed: str, user: User) -> str:
    """ "" where it is not ours, not this person's, or too old."""
    try:
        owner, _space, secret = _cipher().decrypt(sealed.encode(), ttl=SEAL_SECONDS).decode().partition(" ")
    except InvalidToken:
        return ""
    return secret if owner == str(user.pk) else ""


def has_proved_second_step(request: HttpRequest) -> bool:
    """Whether this session has gone through a second step of the person who is signed in."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def note_second_step(request: HttpRequest, authenticator: Authenticator) -> None:
    """Whoever sets one up has it in hand."""
    record_authentication(
        request, authenticator.user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )


def step_of(secret: str, code: str) -> int:
    """The step of 30 seconds whose code this is, the neighbouring ones counted in; 0: none's."""
    steps = yield_hotp_counters_from_time()
    matches = (
        s for s in steps if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, s)))
    )
    return next(matches, 0)


def begin_passkey(user: User) -> dict[str, Any]:
    """What the browser is asked for when it is to make a passkey, as JSON; the challenge waits in the session.

    Any key will do as a second step; one that knows its person, and asks for a finger or a PIN, signs in alone.
    """
    options, state = webauthn.get_server().register_begin(
        user=webauthn.build_user_payload(user),
        credentials=webauthn.get_credentials(user),
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
        extensions=webauthn.EXTENSIONS,
    )
    webauthn.set_state(state)
    return dict(options)
