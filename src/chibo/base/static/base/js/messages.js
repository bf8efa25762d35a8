// <button data-dismiss>: takes away the toast or alert that it stands in.
document.addEventListener("click", (event) => {
  event.target.closest("[data-dismiss]")?.closest(".toast, .alert").remove();
});
