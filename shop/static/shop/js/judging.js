// Inspecting: what is neither for rework nor spoiled is accepted; the three always make up the report.
const form = document.querySelector("form.judging");
if (form) {
  const pieces = Number(form.dataset.pieces);
  const { rework, rejected, accepted } = form.elements;
  const count = (field) => Math.max(0, Number(field.value) || 0);
  const add = () => {
    rework.max = pieces - count(rejected);
    rejected.max = pieces - count(rework);
    accepted.value = Math.max(0, pieces - count(rework) - count(rejected));
  };
  form.querySelector(".accepted-line").dataset.ready = "";
  form.addEventListener("input", add);
  add();
}
