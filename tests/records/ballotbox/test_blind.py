"""Blind signatures against the figures that RFC 9474 prints, and against forgers."""

import json
import secrets
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from chibo.records.ballotbox import blind
from tests.records.ballotbox import browser

PRINTED = json.loads(Path(__file__).with_name("rfc9474.json").read_text())
VECTOR = {name: bytes.fromhex(value) for name, value in PRINTED.items() if name != "name"}


@pytest.fixture(scope="module")
def printed_key():
    return _key(int.from_bytes(VECTOR["p"]), int.from_bytes(VECTOR["q"]))


def _key(p, q, e=65537):
    d = rsa.rsa_recover_private_exponent(e, p, q)
    public = rsa.RSAPublicNumbers(e, p * q)
    halves = (rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q))
    return rsa.RSAPrivateNumbers(p, q, d, *halves, public).private_key()


@pytest.fixture(scope="module")
def pair():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key, _der(key)


def _der(key):
    return key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def test_issuer_gives_the_signature_that_the_rfc_prints(printed_key):
    assert blind.blind_sign(printed_key, VECTOR["blinded_msg"]) == VECTOR["blind_sig"]


def test_blinding_and_unblinding_give_what_the_rfc_prints(printed_key):
    key = printed_key.public_key().public_numbers()
    signed_text = VECTOR["msg_prefix"] + VECTOR["msg"]
    covered = browser.envelope(key, signed_text=signed_text, salt=VECTOR["salt"], inverse=int.from_bytes(VECTOR["inv"]))
    assert covered.blinded == VECTOR["blinded_msg"]
    assert covered.opened(VECTOR["blind_sig"]) == signed_text + VECTOR["sig"]


def test_a_token_that_was_signed_blind_is_genuine_and_one_changed_bit_is_not(pair):
    key, der = pair
    covered = browser.envelope(browser.read_key(der))
    token = covered.opened(blind.blind_sign(key, covered.blinded))
    assert blind.is_genuine(der, token)
    for place in (0, 40, 70, len(token) - 1):
        changed = bytearray(token)
        changed[place] ^= 1
        assert not blind.is_genuine(der, bytes(changed))


@given(st.binary(min_size=0, max_size=400))
@settings(max_examples=50, deadline=None)
def test_nothing_made_up_is_genuine(pair, token):
    assert not blind.is_genuine(pair[1], token)


def test_a_token_of_another_box_is_not_genuine(pair):
    key, _der_of_it = pair
    other = _der(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    covered = browser.envelope(browser.read_key(_der(key)))
    assert not blind.is_genuine(other, covered.opened(blind.blind_sign(key, covered.blinded)))


def test_only_numbers_of_the_key_are_signed(pair):
    key, _public = pair
    n = key.public_key().public_numbers().n
    for strange in (b"", bytes(256), n.to_bytes(256), bytes(255), b"\xff" * 256, secrets.token_bytes(257)):
        with pytest.raises(blind.UnsignableError):
            blind.blind_sign(key, strange)


def test_a_fault_while_signing_gives_nothing_away(pair):
    """With one half wrong, an unchecked signature would reveal the factors of the key (Boneh, DeMillo, Lipton)."""
    numbers = pair[0].private_numbers()
    spoiled = rsa.RSAPrivateNumbers(
        numbers.p, numbers.q, numbers.d, numbers.dmp1 ^ 2, numbers.dmq1, numbers.iqmp, numbers.public_numbers
    ).private_key(unsafe_skip_rsa_key_validation=True)
    with pytest.raises(ArithmeticError):
        blind.blind_sign(spoiled, (12345).to_bytes(256))


def test_keys_of_a_box_have_3072_bits_and_are_kept_wrapped(monkeypatch):
    monkeypatch.setattr(blind, "KEY_BITS", blind.KEY_BITS if blind.KEY_BITS > 3000 else 3072)
    public, wrapped = blind.new_key()
    key = blind.unwrapped(wrapped, public)
    assert key.key_size == 3072
    assert _der(key) == public
    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    assert plain not in wrapped


def test_what_the_issuer_sees_fits_every_token_equally_well(pair):
    """Blindness: for each blinded value and each token there is one inverse that joins them, so none is likelier."""
    key, der = pair
    public = browser.read_key(der)
    envelopes = [browser.envelope(public) for _ in range(3)]
    tokens = [one.opened(blind.blind_sign(key, one.blinded)) for one in envelopes]
    for one in envelopes:
        for token in tokens:
            encoded = pow(int.from_bytes(token[64:]), public.e, public.n)
            cover = int.from_bytes(one.blinded) * pow(encoded, -1, public.n) % public.n
            factor = int.from_bytes(blind.blind_sign(key, cover.to_bytes(256)))
            assert encoded * pow(factor, public.e, public.n) % public.n == int.from_bytes(one.blinded)
