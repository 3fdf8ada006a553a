"""Secrets, and the headers by which a receiver knows that a message is ours (Standard Webhooks, "Verifying")."""

import base64
import hashlib
import secrets
from datetime import UTC, datetime

from standardwebhooks.webhooks import Webhook as Signer

from timeline.clock import Instant
from timeline.delivery.webhooks.model import Webhook

SECRET_BYTES = 32
"""Standard Webhooks asks for 24 to 64."""
PREVIOUS_MICROSECONDS = 24 * 3_600 * 1_000_000
"""How long messages are signed with the secret before, too, after a new one was made."""


def new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def message_id(webhook_id: str, cursor: str) -> str:
    """The same for the same message whenever it is sent, after a restart too: receivers discard what they have by it."""
    return "msg_" + hashlib.sha256(f"{webhook_id}\0{cursor}".encode()).hexdigest()[:24]


def headers(webhook: Webhook, message: str, now: Instant, body: bytes) -> dict[str, str]:
    """The three headers; of two secrets that are valid the newer signs first."""
    seconds = now // 1_000_000
    valid = [webhook.secret]
    if webhook.previous_secret is not None and webhook.previous_until is not None and now < webhook.previous_until:
        valid.append(webhook.previous_secret)
    at, text = datetime.fromtimestamp(seconds, UTC), body.decode()
    return {
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(Signer(secret).sign(message, at, text) for secret in valid),
    }
