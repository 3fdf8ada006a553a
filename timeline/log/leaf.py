"""What a position of the log commits to: the leaf of the Merkle tree (RFC 6962, section 2.1).

A leaf names the payload by a salted digest only, so a payload can be removed later while every proof holds, and nobody can
guess a removed payload from its digest.
"""

import hashlib
from binascii import b2a_base64

import orjson

SALT_BYTES = 16
_LEAF_PREFIX = b"\x00"


def payload_digest(salt: bytes, payload: bytes) -> bytes:
    """SHA-256 of salt and payload, 32 bytes."""
    return hashlib.sha256(salt + payload).digest()


def leaf(*, position: int, event_id: str, recorded_at: str, digest: bytes) -> bytes:
    """The exact bytes that are hashed: JSON with sorted keys, `digest` in base64, `recorded_at` as `clock.write` has it."""
    return orjson.dumps(
        {
            "id": event_id,
            "payload_digest": b2a_base64(digest, newline=False).decode("ascii"),
            "position": position,
            "recorded_at": recorded_at,
        },
        option=orjson.OPT_SORT_KEYS,
    )


def leaf_hash(leaf_bytes: bytes) -> bytes:
    """SHA-256 of 0x00 and the leaf, 32 bytes."""
    return hashlib.sha256(_LEAF_PREFIX + leaf_bytes).digest()
