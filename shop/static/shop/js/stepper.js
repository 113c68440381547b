// A number field with a minus and a plus: <number-stepper><input type="number"></number-stepper>.
class NumberStepper extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    if (!this.input || "ready" in this.dataset) return;
    this.dataset.ready = "";
    this.prepend(this.button("−", this.dataset.fewer, -1));
    this.append(this.button("+", this.dataset.more, 1));
  }

  button(sign, words, direction) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "stepper-button";
    button.textContent = sign;
    button.setAttribute("aria-label", words);
    button.addEventListener("click", () => this.step(direction));
    return button;
  }

  step(direction) {
    if (direction > 0) this.input.stepUp();
    else this.input.stepDown();
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("number-stepper", NumberStepper);
