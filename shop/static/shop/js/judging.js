// Inspecting: what is neither for rework nor spoiled is accepted; the three always make up the report.
const form = document.querySelector("form.judging");
if (form) {
  const pieces = Number(form.dataset.pieces);
  const { rework, rejected, accepted, earned } = form.elements;
  const count = (field) => Math.max(0, Number(field.value) || 0);
  const add = () => {
    rework.max = pieces - count(rejected);
    rejected.max = pieces - count(rework);
    accepted.value = Math.max(0, pieces - count(rework) - count(rejected));
    if (earned) earned.value = `¥${(accepted.value * earned.dataset.rate).toFixed(2)}`;
  };
  for (const line of form.querySelectorAll(".accepted-line")) line.dataset.ready = "";
  form.addEventListener("input", add);
  add();
}
