// Light or dark by the reader's own choice, kept in a cookie so that the server draws the page right at once.
const root = document.documentElement;
const device = matchMedia("(prefers-color-scheme: dark)");

function current() {
  return root.dataset.theme ?? (device.matches ? "dark" : "light");
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.dataset.ready = "";
  button.addEventListener("click", () => {
    const theme = current() === "dark" ? "light" : "dark";
    root.dataset.theme = theme;
    document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  });
}
