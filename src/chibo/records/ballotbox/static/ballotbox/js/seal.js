/* Answers sealed to two trustees by HPKE (RFC 9180), base mode, one message:
   DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. */

import { joined, text } from "./bytes.js";

const ECDH = { name: "ECDH", namedCurve: "P-256" };
const HMAC = { name: "HMAC", hash: "SHA-256" };
const NOTHING = new Uint8Array(0);
const ZEROS = new Uint8Array(32);
const KEM = joined(text("KEM"), Uint8Array.of(0x00, 0x10));
const SUITE = joined(text("HPKE"), Uint8Array.of(0x00, 0x10, 0x00, 0x01, 0x00, 0x01));
export const PLAIN = 8192;

/* Return the answers, filled up to one length, sealed to the second key and then to the first. */
export async function seal(answers, publicKeys, context) {
  const written = text(JSON.stringify(answers));
  if (written.length > PLAIN) throw new RangeError("too long");
  let content = new Uint8Array(PLAIN).fill(0x20);
  content.set(written);
  for (const publicKey of publicKeys.toReversed()) {
    content = await sealedFor(publicKey, text(`chibo ballot box ${context}`), content);
  }
  return content;
}

async function sealedFor(recipient, info, content) {
  const theirs = await crypto.subtle.importKey("raw", recipient, ECDH, false, []);
  const ours = await crypto.subtle.generateKey(ECDH, false, ["deriveBits"]);
  const sent = new Uint8Array(await crypto.subtle.exportKey("raw", ours.publicKey));
  const agreed = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256));
  const shared = await expanded(KEM, await extracted(KEM, ZEROS, "eae_prk", agreed), "shared_secret", joined(sent, recipient), 32);
  const identity = await extracted(SUITE, ZEROS, "psk_id_hash", NOTHING);
  const schedule = joined(Uint8Array.of(0), identity, await extracted(SUITE, ZEROS, "info_hash", info));
  const secret = await extracted(SUITE, shared, "secret", NOTHING);
  const key = await crypto.subtle.importKey("raw", await expanded(SUITE, secret, "key", schedule, 16), "AES-GCM", false, ["encrypt"]);
  const iv = await expanded(SUITE, secret, "base_nonce", schedule, 12);
  return joined(sent, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, content)));
}

const extracted = (suite, salt, label, material) => hmac(salt, joined(text("HPKE-v1"), suite, text(label), material));

/* At most 32 bytes are asked for here, which is one block of HKDF-Expand. */
async function expanded(suite, secret, label, info, length) {
  const labelled = joined(Uint8Array.of(0, length), text("HPKE-v1"), suite, text(label), info, Uint8Array.of(1));
  return (await hmac(secret, labelled)).slice(0, length);
}

async function hmac(key, message) {
  const imported = await crypto.subtle.importKey("raw", key, HMAC, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign(HMAC, imported, message));
}
