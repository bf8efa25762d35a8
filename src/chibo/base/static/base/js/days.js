// A field for a day puts the strokes itself: 03082022 becomes 03/08/2022 when the field is left.
document.addEventListener("change", (event) => {
  const field = event.target;
  if (!field.matches("input.date")) return;
  const digits = /^(\d{2})(\d{2})(\d{4})$/.exec(field.value.trim());
  if (digits) field.value = digits.slice(1).join("/");
});
