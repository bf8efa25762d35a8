"""What a respondent's browser does, in Python: blinding as RFC 9474 says it, written apart from the page's script."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization

HASH, SALT = 48, 48


def read_key(der):
    return serialization.load_der_public_key(bytes(der)).public_numbers()


def encoded(message, salt, bits):
    """EMSA-PSS-ENCODE with SHA-384."""
    length = -(-bits // 8)
    inner = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(length - SALT - HASH - 2) + b"\x01" + salt
    stretched = b"".join(hashlib.sha384(inner + n.to_bytes(4)).digest() for n in range(-(-len(block) // HASH)))
    masked = bytes(one ^ other for one, other in zip(block, stretched, strict=False))
    return bytes([masked[0] & 0xFF >> (8 * length - bits)]) + masked[1:] + inner + b"\xbc"


@dataclass
class Envelope:
    """A token that is not signed yet, and what undoes its blinding."""

    key: object
    signed_text: bytes
    inverse: int
    blinded: bytes

    def opened(self, blind_signature):
        """The token: prefix | message | signature."""
        n = self.key.n
        signature = int.from_bytes(blind_signature) * self.inverse % n
        return self.signed_text + signature.to_bytes(-(-n.bit_length() // 8))


def envelope(key, *, signed_text=None, salt=None, inverse=None):
    n, bits = key.n, key.n.bit_length()
    signed_text = signed_text or secrets.token_bytes(64)
    inverse = inverse or secrets.randbelow(n - 2) + 2
    message = int.from_bytes(encoded(signed_text, salt or secrets.token_bytes(SALT), bits - 1))
    blinded = message * pow(pow(inverse, -1, n), key.e, n) % n
    return Envelope(key, signed_text, inverse, blinded.to_bytes(-(-bits // 8)))


def body(content, **credential):
    """The request as the page sends it: always equally long."""
    message = {name: _spelled(value) for name, value in credential.items()}
    return json.dumps(message | {"content": _spelled(content)}).encode().ljust(16_384)


def _spelled(value):
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value
