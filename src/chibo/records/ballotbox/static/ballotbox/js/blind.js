/* RSABSSA-SHA384-PSS-Randomized (RFC 9474): the part of who asks for a signature.

   A token is prefix (32 bytes) | message (32 bytes) | signature. */

import { fromBase64, joined, random, toBase64, toBytes, toNumber } from "./bytes.js";

const HASH = { name: "SHA-384" };
const PSS = { name: "RSA-PSS", hash: "SHA-384" };
const HASH_BYTES = 48;
const SALT_BYTES = 48;

const digest = async (bytes) => new Uint8Array(await crypto.subtle.digest(HASH, bytes));

export async function readKey(der) {
  const key = await crypto.subtle.importKey("spki", der, PSS, true, ["verify"]);
  const { n, e } = await crypto.subtle.exportKey("jwk", key);
  const modulus = toNumber(fromBase64(n));
  return { key, n: modulus, e: toNumber(fromBase64(e)), bits: modulus.toString(2).length };
}

/* Return what is sent to be signed, and the number that only we know and that undoes the blinding. */
export async function blind(publicKey, signedText, { salt = random(SALT_BYTES), inverse } = {}) {
  const { n, e, bits } = publicKey;
  const message = toNumber(await encoded(signedText, salt, bits - 1));
  const undo = inverse ?? inverseOf(chosenBelow(n), n);
  const blinded = (message * power(inverseOf(undo, n), e, n)) % n;
  return { blinded: toBytes(blinded, bytesOf(bits)), inverse: undo };
}

/* Return the signature; an error when what came back was not signed with this key. */
export async function finish(publicKey, signedText, blindSignature, inverse) {
  const { key, n, bits } = publicKey;
  const signature = toBytes((toNumber(blindSignature) * inverse) % n, bytesOf(bits));
  const right = await crypto.subtle.verify({ name: "RSA-PSS", saltLength: SALT_BYTES }, key, signature, signedText);
  if (!right) throw new Error("not signed with the key of this box");
  return signature;
}

/* Ask for a token: `pending` is kept until the answer is here, so that a lost answer can be asked for again. */
export async function begin(publicKey) {
  const signedText = random(64);
  const { blinded, inverse } = await blind(publicKey, signedText);
  return { signedText: toBase64(signedText), blinded: toBase64(blinded), inverse: inverse.toString(16) };
}

export async function end(publicKey, pending, blindSignature) {
  const signedText = fromBase64(pending.signedText);
  const signature = await finish(publicKey, signedText, blindSignature, BigInt(`0x${pending.inverse}`));
  return toBase64(joined(signedText, signature));
}

/* EMSA-PSS-ENCODE (RFC 8017, 9.1.1). */
async function encoded(message, salt, bits) {
  const length = bytesOf(bits);
  const hash = await digest(joined(new Uint8Array(8), await digest(message), salt));
  const block = joined(new Uint8Array(length - SALT_BYTES - HASH_BYTES - 2), Uint8Array.of(1), salt);
  const mask = await stretched(hash, block.length);
  const masked = block.map((byte, place) => byte ^ mask[place]);
  masked[0] &= 0xff >> (8 * length - bits);
  return joined(masked, hash, Uint8Array.of(0xbc));
}

/* MGF1 (RFC 8017, B.2.1). */
async function stretched(seed, length) {
  const parts = [];
  for (let count = 0; count * HASH_BYTES < length; count += 1) {
    parts.push(await digest(joined(seed, toBytes(BigInt(count), 4))));
  }
  return joined(...parts).slice(0, length);
}

const bytesOf = (bits) => Math.ceil(bits / 8);

function chosenBelow(n) {
  const length = bytesOf(n.toString(2).length);
  for (;;) {
    const chosen = toNumber(random(length));
    if (chosen > 1n && chosen < n) return chosen;
  }
}

function power(base, exponent, modulus) {
  let result = 1n;
  for (let square = base % modulus, left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function inverseOf(number, modulus) {
  let [rest, next, factor, following] = [modulus, number % modulus, 0n, 1n];
  while (next > 0n) {
    const times = rest / next;
    [rest, next] = [next, rest - times * next];
    [factor, following] = [following, factor - times * following];
  }
  if (rest !== 1n) throw new Error("no inverse");
  return ((factor % modulus) + modulus) % modulus;
}
