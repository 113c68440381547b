// Reading a sum aloud in Chinese, where the phone can: <button hidden data-hear="…">.
for (const button of document.querySelectorAll("[data-hear]")) {
  if (!("speechSynthesis" in window)) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const words = new SpeechSynthesisUtterance(button.dataset.hear);
    words.lang = "zh-CN";
    words.rate = 0.85;
    speechSynthesis.cancel();
    speechSynthesis.speak(words);
  });
}
