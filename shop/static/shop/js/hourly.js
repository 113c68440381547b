// Shows beside a piece rate what it brings an hour while it is typed: rate x 60 / standard minutes, to the fen. The
// server counts anew when the form is sent.
for (const place of document.querySelectorAll("[data-hourly]")) {
  const rate = place.querySelector("input[name=rate]");
  const minutes = place.querySelector("input[name=standard_minutes]");
  const shown = document.createElement("output");
  shown.className = "field-help";
  rate.after(shown);
  const show = () => {
    const hourly = (Number(rate.value) * 60) / Number(minutes.value);
    const isKnown = Number.isFinite(hourly) && hourly > 0;
    const isLow = hourly < Number(place.dataset.hourly);
    shown.textContent = isKnown ? (isLow ? place.dataset.low : place.dataset.words).replace("{hourly}", hourly.toFixed(2)) : "";
    shown.classList.toggle("is-low", isKnown && isLow);
  };
  place.addEventListener("input", show);
  show();
}
