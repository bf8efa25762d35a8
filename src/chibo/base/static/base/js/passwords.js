// <button data-show="id of the field" hidden>: shows and hides what was typed.
for (const button of document.querySelectorAll("button[data-show]")) {
  button.hidden = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-show]");
  if (!button) return;
  const field = document.getElementById(button.dataset.show);
  const shown = field.type === "text";
  field.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
});
