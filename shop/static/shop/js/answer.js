// Shows a server's answer in place. A form with data-answer puts it into its data-part (or into the element that it
// names); one with data-live asks at that address whenever a field changes. Without script both open a page.
async function answer(form, address) {
  const url = new URL(address, location.href);
  const fields = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  url.search = new URLSearchParams(fields);
  const reply = await fetch(url, { headers: { "X-Part": "1" } });
  if (!reply.ok) throw new Error(reply.status);
  const place = document.getElementById(form.dataset.answer) ?? form.closest("[data-part]");
  place.innerHTML = await reply.text();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-answer]:not([data-live])")) return;
  event.preventDefault();
  answer(form, form.action).catch(() => form.submit());
});

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.dataset.live) answer(form, form.dataset.live).catch(() => {});
});
