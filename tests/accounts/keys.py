"""A security key of software, for tests: makes passkeys and answers challenges as a browser hands them over."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from accounts import actions
from accounts.models import User
from partnercenter.core.actor import Actor
from tests.client import PortalClient

HOST = "testserver"
ADD = "/accounts/2fa/passkeys/add/"
SIGN_IN = "/accounts/2fa/passkeys/sign-in/"
_PRESENT, _VERIFIED = AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.UV


@dataclass
class Key:
    """`verifies`: asks for a finger or a PIN, so that it signs in alone."""

    origin: str = f"http://{HOST}"
    verifies: bool = True
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    private: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def _flags(self) -> Any:
        return _PRESENT | _VERIFIED if self.verifies else _PRESENT

    def _client_data(self, act: str, options: dict[str, Any]) -> bytes:
        said = {"type": f"webauthn.{act}", "challenge": options["challenge"], "origin": self.origin}
        return CollectedClientData(json.dumps(said | {"crossOrigin": False}).encode())

    def create(self, options: dict[str, Any]) -> str:
        """The answer to the options of a page on which a passkey is made."""
        options = options["publicKey"]
        public = ES256.from_cryptography_key(self.private.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        rp = sha256(options["rp"]["id"].encode())
        data = AuthenticatorData.create(rp, self._flags | AuthenticatorData.FLAG.AT, 0, credential)
        attestation = AttestationObject.create("none", data, {})
        response = {
            "clientDataJSON": websafe_encode(self._client_data("create", options)),
            "attestationObject": websafe_encode(attestation),
        }
        extensions = {"credProps": {"rk": self.verifies}}
        return json.dumps(self._answer(response) | {"clientExtensionResults": extensions})

    def get(self, options: dict[str, Any], user: User, **changed: str) -> str:
        """The answer to a challenge. `changed`: parts of it that somebody has tampered with."""
        options = options["publicKey"]
        client_data = self._client_data("get", options)
        data = AuthenticatorData.create(sha256(options["rpId"].encode()), self._flags, 1)
        signature = self.private.sign(data + sha256(client_data), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client_data),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": websafe_encode(user_pk_to_url_str(user).encode()),
        }
        return json.dumps(self._answer(response | changed) | {"clientExtensionResults": {}})

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        name = websafe_encode(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}


def options_of(page: str) -> dict[str, Any]:
    """What the page asks the browser for."""
    found: dict[str, Any] = json.loads(
        re.search(r'<script id="passkey-options"[^>]*>(.*?)</script>', page)[1]
    )
    return found


def add_key(client: PortalClient, key: Key, name: str = "Blue key"):
    """As a person does it, at a browser where they are signed in."""
    options = options_of(client.get(ADD).content.decode())
    return client.post(ADD, {"name": name, "credential": key.create(options)})


def challenge(client: PortalClient) -> dict[str, Any]:
    """What the sign-in page fetches before it asks for a passkey."""
    answer = client.get(SIGN_IN, headers={"Accept": "application/json"})
    found: dict[str, Any] = answer.json()["request_options"]
    return found


def with_key(user: User, key: Key | None = None, host: str = HOST) -> Key:
    """Two-step verification by a passkey, without a browser."""
    key = key or Key()
    options = {"publicKey": {"challenge": websafe_encode(b"c" * 32), "rp": {"id": host}}}
    credential = json.loads(key.create(options))
    actions.add_passkey(user=user, name="Blue key", credential=credential, by=Actor(user, None))
    user.refresh_from_db()
    return key
