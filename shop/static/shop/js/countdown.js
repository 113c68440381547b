// Counts down to the moment at which an unpaid order ends, and then shows the page anew. Without script the moment is read.
const SECOND = 1000;

function show(place) {
  const left = Math.floor((new Date(place.dataset.countdown) - Date.now()) / SECOND);
  if (left < 0) {
    location.reload();
    return;
  }
  const days = left > 86400;
  place.textContent = days ? "" : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  if (!days) setTimeout(show, SECOND, place);
}

for (const place of document.querySelectorAll("[data-countdown]")) {
  if (new Date(place.dataset.countdown) > Date.now()) show(place);
}
