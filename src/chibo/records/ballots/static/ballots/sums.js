// While numbers are typed, each question shows what its choices make together, beside the valid papers.
const number = (text) => (/^\d+$/.test(text.trim()) ? Number(text) : null);
const sets = document.querySelectorAll("fieldset[data-sum]");

function show(set) {
  const line = set.querySelector(".count-sum");
  const sum = [...set.querySelectorAll("input")].reduce((total, field) => total + (number(field.value) ?? 0), 0);
  const valid = number(document.getElementById(set.dataset.sum).value);
  line.querySelector("output").textContent = sum;
  line.querySelector("b").textContent = valid ?? "–";
  line.classList.toggle("agrees", sum === valid);
  line.hidden = false;
}

document.addEventListener("input", () => sets.forEach(show));
sets.forEach(show);
