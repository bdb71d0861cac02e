// <claim-filter><form hidden>…</form></claim-filter>: choose among the cards `.claim` of the page.
// The form is printed with the page and stays hidden without JavaScript: then all is listed.
// The choice stands in the address, as in #source=000&verdict=false, so that it can be sent on.
(() => {
  const NAMES = ["source", "chapter", "verdict"];

  class ClaimFilter extends HTMLElement {
    connectedCallback() {
      this.form = this.querySelector("form");
      this.cards = [...document.querySelectorAll(".md-content .claim")];
      this.form.hidden = false;
      this.form.addEventListener("submit", (event) => event.preventDefault());
      this.form.addEventListener("change", () => this.chosen());
      // The fields are empty only after the event.
      this.form.addEventListener("reset", () => setTimeout(() => this.chosen()));
      this.read = () => this.follow();
      window.addEventListener("hashchange", this.read);
      this.take(this.address());
      this.follow();
    }

    disconnectedCallback() {
      window.removeEventListener("hashchange", this.read);
    }

    choice() {
      const data = new FormData(this.form);
      return Object.fromEntries(NAMES.map((name) => [name, data.get(name) ?? ""]));
    }

    address() {
      return new URLSearchParams(location.hash.slice(1));
    }

    // Values that no field offers choose nothing.
    take(wanted) {
      for (const name of NAMES) {
        const field = this.form.elements[name];
        const options = [...(field.options ?? field)];  // a select's, or the radio buttons
        const option = options.find((one) => one.value === wanted.get(name)) ?? options[0];
        option[field.options ? "selected" : "checked"] = true;
      }
      this.show();
    }

    // An address is a choice, or that of a claim: then the choice stays, unless it hides the claim.
    follow() {
      const wanted = this.address();
      if (!location.hash || NAMES.some((name) => wanted.has(name))) {
        this.take(wanted);
        return;
      }
      const target = document.querySelector(".md-content :target");
      if (!target?.closest("[hidden]")) return;
      this.take(new URLSearchParams());
      target.scrollIntoView();
    }

    chosen() {
      const set = NAMES.map((name) => [name, this.choice()[name]]).filter(([, value]) => value);
      const hash = set.length ? `#${new URLSearchParams(set)}` : "";
      history.replaceState(history.state, "", location.pathname + location.search + hash);
      this.show();
    }

    fits(card, choice) {
      return NAMES.every((name) => !choice[name] || card.dataset[name] === choice[name]);
    }

    show() {
      const choice = this.choice();
      for (const card of this.cards) card.hidden = !this.fits(card, choice);
      for (const section of document.querySelectorAll(".md-content section.claims")) {
        const empty = !section.querySelector(".claim:not([hidden])");
        section.hidden = empty;
        const heading = section.previousElementSibling;
        if (heading?.tagName === "H2") heading.hidden = empty;
      }
      for (const name of NAMES) this.count(name, choice);
      const shown = this.cards.filter((card) => !card.hidden).length;
      this.querySelector("output").textContent = this.parentElement.dataset.shown
        .replace("{shown}", shown).replace("{total}", this.cards.length);
    }

    // How many would be listed with each value of one field, the other fields left as they are.
    count(name, choice) {
      const of = (value) =>
        this.cards.filter((card) => this.fits(card, { ...choice, [name]: value })).length;
      for (const option of this.querySelectorAll(`select[name=${name}] option`)) {
        const n = of(option.value);
        option.textContent = `${option.dataset.label} (${n})`;
        option.disabled = !n && !option.selected;
      }
      for (const radio of this.querySelectorAll(`[type=radio][name=${name}]`)) {
        radio.parentElement.querySelector("small").textContent = `(${of(radio.value)})`;
      }
    }
  }

  const define = () => {
    if (!customElements.get("claim-filter")) customElements.define("claim-filter", ClaimFilter);
  };
  // The cards stand after the element, so all must have been read.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", define);
  else define();
})();
