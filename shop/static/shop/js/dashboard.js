// Oscar's dashboard in our words: statuses by name, every control with a label, headings and tables in order.
const words = document.querySelector("script[data-choose-all]").dataset;
const statuses = JSON.parse(document.getElementById("order-statuses").textContent);
const ROLES = { ".nav-tabs > li": "presentation", ".nav-tabs a": "tab" };

function nameStatuses() {
  for (const cell of document.querySelectorAll(".orders td, .orders td > a, .orders option")) {
    const code = cell.textContent.trim();
    if (!Object.hasOwn(statuses, code) || cell.firstElementChild) continue;
    if (cell.matches("option")) cell.setAttribute("value", cell.value); // it is the code that is sent
    cell.textContent = statuses[code];
  }
}

function orderHeadings() {
  let above = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    if (!heading.getClientRects().length) continue;
    const level = Math.min(Number(heading.localName[1]), above + 1);
    heading.setAttribute("aria-level", level);
    above = level;
  }
}

function emptyHeadersToCells() {
  for (const header of document.querySelectorAll("th")) {
    if (header.textContent.trim()) continue;
    const cell = document.createElement("td");
    cell.append(...header.querySelectorAll("input"));
    header.replaceWith(cell);
  }
}

function nameBars() {
  for (const bar of document.querySelectorAll(".bar-chart > dd")) {
    const hour = document.createElement("dt");
    hour.className = "sr-only";
    hour.textContent = bar.querySelector("em").textContent;
    bar.before(hour);
  }
}

function labelControls() {
  for (const input of document.querySelectorAll("table input:not([type=hidden])")) {
    if (input.labels.length || input.ariaLabel) continue;
    const what = input.type === "checkbox" ? words.choose : words.pieces;
    const name = input.closest("tbody tr")?.querySelector("td > a")?.textContent.trim();
    input.ariaLabel = name ? `${what} ${name}` : words.chooseAll;
  }
  document.querySelector(".navbar-primary").ariaLabel = words.menu;
  for (const [parts, role] of Object.entries(ROLES)) {
    for (const part of document.querySelectorAll(parts)) part.role = role;
  }
}

oscar.dashboard.orders.initTable ??= () => {}; // its order page calls it, its script has none
nameStatuses();
orderHeadings();
nameBars();
addEventListener("load", () => $(() => { // after Oscar has put its own box for all rows there
  emptyHeadersToCells();
  labelControls();
}));
