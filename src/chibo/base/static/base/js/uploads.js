// A file that is too large is told of before it is sent, so that nothing typed beside it is lost.
document.addEventListener("change", ({ target }) => {
  if (!target.matches?.("input[type=file][data-max-bytes]")) return;
  const large = [...target.files].some((file) => file.size > Number(target.dataset.maxBytes));
  target.setCustomValidity(large ? target.dataset.tooLarge : "");
  if (large) target.reportValidity();
});
