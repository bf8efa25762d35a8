/* A trustee's key: made here, shown once, kept on paper; only its public half is sent. */

import { fromBase64, joined, toBase64, toHex } from "./bytes.js";

const ECDH = { name: "ECDH", namedCurve: "P-256" };
const maker = document.getElementById("make");
const form = document.getElementById("keep");

if (globalThis.crypto?.subtle) {
  document.getElementById("insecure").hidden = true;
  maker.hidden = false;
  maker.addEventListener("click", make);
}

async function make() {
  const pair = await crypto.subtle.generateKey(ECDH, true, ["deriveBits"]);
  const open = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const { d } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  const written = await spelled(fromBase64(d));
  for (const place of document.querySelectorAll("[data-key]")) place.textContent = written;
  const save = form.querySelector("a[download]");
  save.href = URL.createObjectURL(new Blob([`${save.dataset.about}\n${written}\n`], { type: "text/plain" }));
  form.querySelector("[data-print]").addEventListener("click", () => print());
  form.elements.public_key.value = toBase64(open);
  maker.hidden = true;
  form.hidden = false;
}

async function spelled(key) {
  const check = new Uint8Array(await crypto.subtle.digest("SHA-256", key)).slice(0, 2);
  return toHex(joined(key, check)).toUpperCase().match(/.{4}/g).join("-");
}
