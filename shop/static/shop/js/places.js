// Rows that stand in an order: an arrow up and down beside each, which write the number of its place. Without script the
// number is typed.
const rows = document.querySelector("[data-places]");

function fields() {
  return [...rows.querySelectorAll("[data-place]")].filter((row) => row.querySelector("input[name$=-ORDER]"));
}

function move(row, direction) {
  const all = fields();
  const other = all[all.indexOf(row) + direction];
  if (!other) return;
  if (direction < 0) other.before(row);
  else other.after(row);
  fields().forEach((each, place) => {
    each.querySelector("input[name$=-ORDER]").value = place + 1;
  });
}

function arrow(row, sign, words, direction) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small button-icon";
  button.textContent = sign;
  button.setAttribute("aria-label", words);
  button.addEventListener("click", () => {
    move(row, direction);
    button.focus();
  });
  return button;
}

for (const row of rows ? fields() : []) {
  const input = row.querySelector("input[name$=-ORDER]");
  const beside = document.createElement("span");
  beside.className = "row";
  beside.append(arrow(row, "↑", rows.dataset.up, -1), arrow(row, "↓", rows.dataset.down, 1));
  input.after(beside);
}
