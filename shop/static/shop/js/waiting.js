// A page that waits for a payment asks every few seconds and goes on once it is settled; a link does it without script.
const page = "[data-waiting]";

async function ask() {
  try {
    const answer = await fetch(location.href);
    const text = await answer.text();
    const still = new DOMParser().parseFromString(text, "text/html").querySelector(page);
    if (answer.redirected || (answer.ok && !still)) {
      location.reload();
      return;
    }
  } catch {
    // no network for the moment: ask again
  }
  setTimeout(ask, 3000);
}

if (document.querySelector(page)) setTimeout(ask, 3000);
