// <details class="popup">: closed by Escape (focus goes back to where it came from), by a click elsewhere, by leaving it.
const open = () => document.querySelectorAll("details.popup[open]");

document.addEventListener("click", (event) => {
  for (const popup of open()) {
    if (!popup.contains(event.target)) popup.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const popup of open()) {
    if (popup.contains(document.activeElement)) popup.querySelector("summary").focus();
    popup.open = false;
  }
});

document.addEventListener("focusin", (event) => {
  for (const popup of open()) {
    if (!popup.contains(event.target)) popup.open = false;
  }
});
