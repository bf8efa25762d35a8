/* The page on which one answers: the answer is sealed here and sent without cookies, always equally long. */

import { fromBase64, text, toBase64 } from "./bytes.js";
import { seal } from "./seal.js";

const BODY = 16384;
const form = document.getElementById("answer");
const box = JSON.parse(document.getElementById("box").textContent);
const status = document.getElementById("status");
const kept = `chibo-ticket-${box.address}`;

if (form && globalThis.crypto?.subtle) prepare();
else if (box.blind) show("insecure");

function prepare() {
  const printed = decodeURIComponent(location.hash.slice(1));
  if (printed && form.elements.code) form.elements.code.value = printed;
  if (box.blind) prepareTicket();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
}

function prepareTicket() {
  const pasted = form.elements.ticket;
  pasted.value = localStorage.getItem(kept) ?? "";
  document.getElementById("have-ticket").hidden = !pasted.value;
  document.getElementById("bring-ticket").open = !pasted.value;
  document.getElementById("ticket-file").addEventListener("change", async (event) => {
    pasted.value = (await event.target.files[0].text()).trim();
  });
}

async function send() {
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    show(await outcome());
  } finally {
    button.disabled = false;
  }
}

/* Return the name of what happened; the words for it stand in the page. */
async function outcome() {
  const answers = {};
  for (const [place, question] of box.questions.entries()) {
    const answer = (new FormData(form).get(`q${place}`) ?? "").trim();
    if (answer) answers[question.id] = answer;
    else if (question.required) return point(place);
  }
  const credential = (box.blind ? form.elements.ticket : form.elements.code).value.trim();
  if (!credential) return "nothing";
  try {
    const content = await seal(answers, box.keys.map(fromBase64), box.address);
    return await delivered({ [box.blind ? "token" : "code"]: credential, content: toBase64(content) });
  } catch (error) {
    return error instanceof RangeError ? "too_long" : "lost";
  }
}

function point(place) {
  document.getElementById(`id_q${place}`)?.scrollIntoView({ block: "center" });
  document.getElementsByName(`q${place}`)[0]?.focus({ preventScroll: true });
  return "unfit";
}

async function delivered(message) {
  const written = text(JSON.stringify(message));
  const body = new Uint8Array(BODY).fill(0x20);
  body.set(written);
  const response = await fetch(form.dataset.put, {
    method: "POST",
    body,
    credentials: "omit",
    referrerPolicy: "no-referrer",
    cache: "no-store",
    headers: { "Content-Type": "application/octet-stream" },
  });
  return (await response.json()).code;
}

function show(code) {
  const told = document.querySelector(`[data-code="${code}"]`) ?? document.querySelector('[data-code="lost"]');
  if (code === "taken") {
    localStorage.removeItem(kept);
    document.getElementById("asking").hidden = true;
    document.getElementById("taken").hidden = false;
    document.querySelector("#taken h1").focus();
    scrollTo(0, 0);
    return;
  }
  status.replaceChildren(told.content.cloneNode(true));
  if (code !== "unfit") status.scrollIntoView({ block: "center" });
}
