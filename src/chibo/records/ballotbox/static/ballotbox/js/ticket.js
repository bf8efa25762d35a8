/* Fetch one's own ticket: what is sent to be signed says nothing of it, and what comes back is finished here. */

import { fromBase64 } from "./bytes.js";
import { begin, end, readKey } from "./blind.js";

const form = document.getElementById("fetch");
const shown = document.getElementById("ticket");
const box = JSON.parse(document.getElementById("box").textContent);
const pendingAt = `chibo-pending-${box.address}`;
const ticketAt = `chibo-ticket-${box.address}`;

if (!globalThis.crypto?.subtle) tell("insecure");
else if (localStorage.getItem(ticketAt)) show(localStorage.getItem(ticketAt));
else if (form) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    fetchTicket(form.querySelector("button"));
  });
} else tell("elsewhere");

async function fetchTicket(button) {
  button.disabled = true;
  try {
    const key = await readKey(fromBase64(box.key));
    const pending = JSON.parse(localStorage.getItem(pendingAt)) ?? (await begin(key));
    localStorage.setItem(pendingAt, JSON.stringify(pending));
    const body = new FormData(form);
    body.set("blinded", pending.blinded);
    const response = await fetch(location.href, { method: "POST", body });
    const answer = await response.json();
    if (!response.ok) return tell(answer.code);
    const ticket = await end(key, pending, fromBase64(answer.signature));
    localStorage.setItem(ticketAt, ticket);
    localStorage.removeItem(pendingAt);
    show(ticket);
  } catch {
    tell("lost");
  } finally {
    button.disabled = false;
  }
}

function show(ticket) {
  if (form) form.hidden = true;
  shown.hidden = false;
  shown.querySelector("textarea").value = ticket;
  const save = shown.querySelector("a[download]");
  save.href = URL.createObjectURL(new Blob([ticket], { type: "text/plain" }));
  shown.querySelector("[data-forget]").addEventListener("click", () => {
    localStorage.removeItem(ticketAt);
    shown.querySelector("textarea").value = "";
    shown.hidden = true;
    tell("forgotten");
  });
}

function tell(code) {
  const told = document.querySelector(`[data-code="${code}"]`) ?? document.querySelector('[data-code="lost"]');
  document.getElementById("status").replaceChildren(told.content.cloneNode(true));
}
