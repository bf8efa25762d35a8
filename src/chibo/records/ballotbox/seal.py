"""Answers encrypted to two trustees: HPKE (RFC 9180) to the second, and what comes of it to the first.

DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM: what every browser of the last years has built in.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
CURVE = ec.SECP256R1()
PLAIN = 8192
"""Bytes of an answer before it is sealed, filled up with spaces: how much somebody wrote does not show."""
LENGTH = PLAIN + 2 * (65 + 16)


class UnreadableError(ValueError):
    """What was not sealed for these keys, or is no answer."""


def seal(answers: Mapping[str, Any], publics: Sequence[bytes], context: str) -> bytes:
    """Return the answers sealed to both public keys; `context` says for which box."""
    content = json.dumps(answers, ensure_ascii=False).encode()
    if len(content) > PLAIN:
        raise ValidationError(_("The answer is too long. Please shorten the texts."), code="too_long")
    content = content.ljust(PLAIN)
    for public in reversed(publics):
        key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public)
        content = SUITE.encrypt(content, key, info=_info(context))
    return content


def unseal(content: bytes, privates: Sequence[bytes], context: str) -> Any:
    """Return what was sealed, as it was written; UnreadableError unless both keys are right."""
    try:
        for private in privates:
            content = SUITE.decrypt(content, private_key(private), info=_info(context))
        return json.loads(content)
    except (InvalidTag, ValueError, RecursionError) as error:
        raise UnreadableError from error


def private_key(private: bytes) -> ec.EllipticCurvePrivateKey:
    """Return the key that 32 bytes stand for; ValueError when they stand for none."""
    return ec.derive_private_key(int.from_bytes(private), CURVE)


def public_of(private: bytes) -> bytes:
    return private_key(private).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def is_public_key(content: bytes) -> bool:
    """Tell whether these bytes are a point of the curve, written in full."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, content)
    except ValueError:
        return False
    return len(content) == 65  # noqa: PLR2004 - uncompressed


def _info(context: str) -> bytes:
    return f"chibo ballot box {context}".encode()
