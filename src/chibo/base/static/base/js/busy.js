// A form that is on its way is not sent twice; its button says so until the page or the part is there.
const LONGEST = 10_000;

const ready = (form) => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(ready, LONGEST, form); // an answer that is a file leaves the page where it is
});

// Coming back by the browser's button finds every form ready again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) ready(form);
});

const mark = (event, busy) => {
  const { target } = event;
  const button = event.detail.requestConfig?.triggeringEvent?.submitter ?? (target.matches("button") ? target : null);
  if (busy) button?.setAttribute("aria-busy", "true");
  else button?.removeAttribute("aria-busy");
};
document.addEventListener("htmx:beforeRequest", (event) => mark(event, true));
document.addEventListener("htmx:afterRequest", (event) => mark(event, false));
