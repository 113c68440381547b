// The dispatch board by keyboard: the calendar is one tab stop, arrow keys go from lot to lot, the chosen lot is marked;
// what the panel answers is brought into view.
const bars = [...document.querySelectorAll(".gantt-bar[href]")];
const rows = [...document.querySelectorAll(".gantt-row")].map((row) => [...row.querySelectorAll(".gantt-bar[href]")]).filter((row) => row.length);

function rest(bar) {
  for (const each of bars) each.setAttribute("tabindex", each === bar ? "0" : "-1");
}

function beside(bar, key) {
  const at = rows.findIndex((row) => row.includes(bar));
  const row = rows[at];
  const left = (each) => each.getBoundingClientRect().left;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (step) return row[row.indexOf(bar) + step];
  const next = rows[at + { ArrowUp: -1, ArrowDown: 1 }[key]];
  return next?.reduce((near, each) => (Math.abs(left(each) - left(bar)) < Math.abs(left(near) - left(bar)) ? each : near));
}

document.querySelector(".gantt")?.addEventListener("keydown", (event) => {
  const bar = event.target.closest(".gantt-bar");
  if (!bar || !event.key.startsWith("Arrow")) return;
  event.preventDefault();
  const next = beside(bar, event.key);
  if (!next) return;
  rest(next);
  next.focus();
});

function mark(bar) {
  for (const each of bars) each.toggleAttribute("aria-current", false);
  bar.setAttribute("aria-current", "true");
}

document.body.addEventListener("htmx:afterRequest", (event) => {
  const { successful, target: reason } = event.detail;
  if (!successful || reason?.id !== "reason") return;
  const bar = event.target.closest(".gantt-bar");
  if (bar) mark(bar);
  (reason.querySelector(".answer, .notice, .field-error") ?? reason).scrollIntoView({ block: "nearest" });
});

const chosen = bars.find((bar) => bar.hasAttribute("aria-current"));
if (bars.length) rest(chosen ?? bars[0]);
if (chosen) {
  const calendar = chosen.closest(".gantt-scroll");
  calendar.scrollTop = chosen.closest(".gantt-row").offsetTop - calendar.clientHeight / 2;
}
