// <button data-copy="id of what to copy" data-done="what to say then"> and <button data-print>.
document.addEventListener("click", async (event) => {
  const copy = event.target.closest("button[data-copy]");
  if (copy) {
    const text = document.getElementById(copy.dataset.copy).innerText.trim();
    await navigator.clipboard.writeText(text);
    copy.setAttribute("aria-live", "polite");
    copy.textContent = copy.dataset.done;
  }
  if (event.target.closest("button[data-print]")) window.print();
});
