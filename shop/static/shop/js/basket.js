// A changed quantity updates the basket by itself, after the hand has come to rest.
for (const form of document.querySelectorAll("[data-basket]")) {
  let waiting;
  form.addEventListener("change", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => form.requestSubmit(form.querySelector("[data-update]")), 700);
  });
}
