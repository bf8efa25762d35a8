"""Codes that are printed on slips and typed by people, and keys that are kept on paper."""

import hashlib
import secrets

import qrcode
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathImage

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 signs, a prime number; without those that are taken for one another (0 O, 1 I L)."""
LENGTH, GROUP = 20, 4
KEY_BYTES, CHECK_BYTES = 32, 2


def new_address() -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(8))


def new_code() -> str:
    """Return a code with 94 bits of chance; its last sign checks the others."""
    body = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH - 1))
    return grouped(body + _check_sign(body))


def grouped(text: str) -> str:
    return "-".join(text[place : place + GROUP] for place in range(0, len(text), GROUP))


def read_code(typed: str) -> str:
    """Return the code as it was printed; ValidationError for one that cannot have been printed."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    if len(code) != LENGTH or not set(code) <= set(ALPHABET) or _check_sign(code[:-1]) != code[-1]:
        raise ValidationError(
            _("This is not a code of a slip: one sign is wrong or missing. There is no 0, O, 1, I or L in a code."),
            code="mistyped",
        )
    return grouped(code)


def picture(text: str) -> SafeString:
    """Draw what a telephone reads; a code stands behind a #, which browsers never send."""
    drawn = qrcode.make(text, image_factory=SvgPathImage, border=0, error_correction=qrcode.ERROR_CORRECT_M)
    return mark_safe(str(drawn.to_string(encoding="unicode")))  # noqa: S308 - signs of ours only, drawn as one path


def slip_digest(box: int, code: str) -> str:
    """Return the digest under the installation's secret: a copy of the database alone does not recognise a slip."""
    return salted_hmac(f"chibo.ballotbox.slip.{box}", code, algorithm="sha256").hexdigest()


def key_text(private: bytes) -> str:
    """Write a trustee's key for paper: hexadecimal with a check at its end."""
    check = hashlib.sha256(private).digest()[:CHECK_BYTES]
    return grouped((private + check).hex().upper())


def read_key(typed: str) -> bytes:
    """Return the 32 bytes of a key that was kept on paper; ValidationError when it is mistyped."""
    try:
        content = bytes.fromhex("".join(sign for sign in typed if sign.isalnum()))
    except ValueError:
        content = b""
    private, check = content[:KEY_BYTES], content[KEY_BYTES:]
    if len(private) != KEY_BYTES or hashlib.sha256(private).digest()[:CHECK_BYTES] != check:
        raise ValidationError(_("This is not a whole key: a sign is wrong or missing."), code="mistyped")
    return private


def _check_sign(body: str) -> str:
    """Each place has a weight of its own below 31, so a wrong sign and two exchanged ones always show."""
    total = sum(place * ALPHABET.index(sign) for place, sign in enumerate(body, start=1))
    return ALPHABET[total % len(ALPHABET)]
