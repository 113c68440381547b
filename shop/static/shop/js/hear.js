// Reading a sum aloud in Chinese, where the phone can: <button class="needs-script" data-hear="…">.
for (const button of document.querySelectorAll("[data-hear]")) {
  if (!("speechSynthesis" in window)) continue;
  button.dataset.ready = "";
  button.addEventListener("click", () => {
    const words = new SpeechSynthesisUtterance(button.dataset.hear);
    words.lang = "zh-CN";
    words.rate = 0.85;
    speechSynthesis.cancel();
    speechSynthesis.speak(words);
  });
}
