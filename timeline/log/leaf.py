"""What a position of the log commits to: the leaf of the Merkle tree (RFC 6962, section 2.1).

A leaf names the payload by a salted digest only, so a payload can be removed later while every proof holds, and nobody can
guess a removed payload from its digest.
"""

import hashlib
from binascii import b2a_base64

SALT_BYTES = 16
_LEAF_PREFIX = b"\x00"


def payload_digest(salted: bytes | bytearray) -> bytes:
    """SHA-256 of a salt and the payload behind it, 32 bytes."""
    return hashlib.sha256(salted).digest()


def leaf(position: int, event_id: str, recorded_at: str, digest: bytes) -> bytes:
    """The exact bytes that are hashed: JSON with sorted keys, `digest` in base64, `recorded_at` as `clock.write` has it.

    Nothing of it needs escaping, an id neither, so it is written as it stands; a test compares it with an encoder.
    """
    digest_base64 = b2a_base64(digest, newline=False).decode("ascii")
    return f'{{"id":"{event_id}","payload_digest":"{digest_base64}","position":{position},"recorded_at":"{recorded_at}"}}'.encode("ascii")


def leaf_hash(leaf_bytes: bytes) -> bytes:
    """SHA-256 of 0x00 and the leaf, 32 bytes."""
    return hashlib.sha256(_LEAF_PREFIX + leaf_bytes).digest()
