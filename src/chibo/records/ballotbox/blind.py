"""Blind signatures: RSABSSA-SHA384-PSS-Randomized of RFC 9474, the part of the issuer and of who checks.

A token is prefix (32 bytes) | message (32 bytes) | signature. Who blinds and unblinds is the reader's browser.
"""

import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA384
from django.utils.crypto import salted_hmac

KEY_BITS = 3072
PREFIX_AND_MESSAGE = 64
PSS = padding.PSS(mgf=padding.MGF1(SHA384()), salt_length=48)
NONCE_BYTES = 12


class UnsignableError(ValueError):
    """What was sent is not a number that this key can sign."""


def new_key() -> tuple[bytes, bytes]:
    """Return the public key (DER), and the private one wrapped under the installation's secret."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    nonce = secrets.token_bytes(NONCE_BYTES)
    return public, nonce + AESGCM(_wrapping_key()).encrypt(nonce, private, public)


def unwrapped(wrapped: bytes, public: bytes) -> rsa.RSAPrivateKey:
    """Return the private key; InvalidTag when the installation's secret is another one."""
    content = AESGCM(_wrapping_key()).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], public)
    key = serialization.load_der_private_key(content, password=None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def blind_sign(key: rsa.RSAPrivateKey, blinded: bytes) -> bytes:
    """Raise what was sent to the private exponent (RFC 9474, 4.3).

    The base is blinded against timing, and the result is checked: a fault in one half would give the key away.
    """
    numbers = key.private_numbers()
    public = numbers.public_numbers
    n, e = public.n, public.e
    length = (n.bit_length() + 7) // 8
    message = int.from_bytes(blinded)
    if len(blinded) != length or not 0 < message < n:
        raise UnsignableError
    mask = 0
    while mask < 2:  # noqa: PLR2004 - 0 has no inverse, 1 hides nothing
        mask = secrets.randbelow(n)
    masked = message * pow(mask, e, n) % n
    first = pow(masked, numbers.dmp1, numbers.p)
    second = pow(masked, numbers.dmq1, numbers.q)
    half = numbers.iqmp * (first - second) % numbers.p
    signed = (second + half * numbers.q) * pow(mask, -1, n) % n
    if pow(signed, e, n) != message:
        raise ArithmeticError
    return signed.to_bytes(length)


def is_genuine(public: bytes, token: bytes) -> bool:
    """Tell whether the token was signed with the key that belongs to `public`."""
    key = serialization.load_der_public_key(public)
    assert isinstance(key, rsa.RSAPublicKey)
    try:
        key.verify(token[PREFIX_AND_MESSAGE:], token[:PREFIX_AND_MESSAGE], PSS, SHA384())
    except InvalidSignature:
        return False
    return len(token) == PREFIX_AND_MESSAGE + key.key_size // 8


def _wrapping_key() -> bytes:
    return salted_hmac("chibo.ballotbox.signing", "key", algorithm="sha256").digest()
