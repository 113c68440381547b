// What was refused is read first: the summary has the focus, and each of its lines opens and focuses its field.
const summary = document.querySelector(".errors");

function lead(event) {
  const field = document.getElementById(event.target.closest("a")?.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const folded = field.closest("details");
  if (folded) folded.open = true;
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
}

if (summary) {
  document.title = `${summary.dataset.title}: ${document.title.trim()}`;
  summary.addEventListener("click", lead);
  summary.focus();
}
