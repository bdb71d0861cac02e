// <live-network lang="ko" data-start='{"x": [..], "y": [..], "eta": .., "layers": [{"W": .., "b": ..}, ..]}'>
// A 2-2-1 network to move: every forward and backward number follows. The arithmetic is in network.js.
// Whatever stands between the tags is for readers without JavaScript; the element replaces it.
(() => {
  let net;

  const WORDS = {
    ko: {
      drawing: "2-2-1 신경망 그림: 위의 입력 둘, 가운데 은닉 뉴런 둘, 아래 출력 뉴런 하나",
      views: { forward: "순전파", backward: "역전파", after: "갱신한 뒤" }, show: "그림에 보일 수",
      player: "한 단계씩", previous: "이전", next: "다음", whole: "전체",
      hint: "‘다음’을 누르면 계산을 한 단계씩 따라갑니다.",
      steps: {
        forward1: "은닉층의 순전파", forward2: "출력층의 순전파", cost: "비용",
        delta2: "출력층의 오차", delta1: "은닉층의 오차", gradients: "기울기", update: "갱신",
      },
      groups: { data: "입력, 목푯값, 학습률", 1: "은닉층의 가중치와 편향", 2: "출력층의 가중치와 편향" },
      x: (k) => `입력 ${k}`, y: () => "목푯값", eta: () => "학습률",
      w: (l, k, j) => `${l}층 가중치, ${j}번에서 ${k}번으로`, b: (l, k) => `${l}층 ${k}번 뉴런의 편향`,
      slider: "슬라이더", input: "입력", hidden: "은닉", output: "출력", target: "목푯값", cost: "비용",
      then: "갱신하면", apply: "갱신 적용", reset: "처음 값으로", taken: (n) => `갱신 ${n}번`,
      status: (a, C, after) => `출력 ${a}, 비용 ${C}, 한 번 갱신하면 비용 ${after}.`,
    },
    en: {
      drawing: "Drawing of a 2-2-1 network: two inputs on top, two hidden neurons, one output neuron below",
      views: { forward: "forward", backward: "backward", after: "after the update" }, show: "Numbers in the drawing",
      player: "Step by step", previous: "Back", next: "Next", whole: "everything",
      hint: "Press Next to follow the calculation one step at a time.",
      steps: {
        forward1: "forward through the hidden layer", forward2: "forward through the output layer", cost: "the cost",
        delta2: "the error of the output layer", delta1: "the errors of the hidden layer",
        gradients: "the gradients", update: "the update",
      },
      groups: { data: "Inputs, target, learning rate", 1: "Hidden layer: weights and biases", 2: "Output layer: weights and bias" },
      x: (k) => `input ${k}`, y: () => "target", eta: () => "learning rate",
      w: (l, k, j) => `weight of layer ${l}, to ${k} from ${j}`, b: (l, k) => `bias of neuron ${k} in layer ${l}`,
      slider: "slider", input: "input", hidden: "hidden", output: "output", target: "target", cost: "cost",
      then: "after the update", apply: "Apply the update", reset: "Start again", taken: (n) => `updates: ${n}`,
      status: (a, C, after) => `Output ${a}, cost ${C}, cost after one update ${after}.`,
    },
  };

  // ---- numbers and names as text

  const minus = (text) => text.replaceAll("-", "−");
  const shown = (value) => {
    const size = Math.abs(value);
    if (size !== 0 && (size < 5e-5 || size >= 1e4)) return minus(value.toExponential(1));
    return minus(value.toFixed(4)).replace(/^−(0\.0000)$/, "$1");
  };
  const short = (value) => shown(value).replace(/\.?0+$/, (zeros, at, text) => (text.includes("e") ? zeros : ""));
  const raise = (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit];
  const lower = (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit];
  const symbol = (letter, layer, index) =>
    letter + [...layer].map(raise).join("") + [...index].map(lower).join("");
  // 'w1_12' is w¹₁₂, 'slope1_2' is σ′(z¹₂), 'dw1_12' is ∂C/∂w¹₁₂, 'a2_1-y_1' is (a²₁ − y₁), 0.5 is ½.
  const pretty = (name) => {
    if (name === 0.5) return "½";
    if (name.includes("-")) return `(${name.split("-").map(pretty).join(" − ")})`;
    if (name.startsWith("new ")) return pretty(name.slice(4));
    const [, letter, layer, index] = name.match(/^([a-zC]+|1)(\d*)_?(\d*)$/);
    if (letter === "eta") return "η";
    if (letter === "slope") return `σ′(${symbol("z", layer, index)})`;
    if (letter === "delta") return symbol("δ", layer, index);
    if (letter === "dw" || letter === "db") return `∂C/∂${symbol(letter[1], layer, index)}`;
    return symbol(letter, layer, letter === "y" ? "" : index);
  };

  // ---- the drawing: from top to bottom, so that it fits a phone

  const PLACE = { x_1: [92, 26], x_2: [268, 26], 1: [[92, 182], [268, 182]], 2: [[180, 346]] };
  const BOX = { width: 132, height: 72 };
  const number = (x, y, lines) => `<text class="ln-label" x="${x}" y="${y}" data-names="${lines}">
    <tspan class="ln-name" x="${x}"></tspan><tspan class="ln-number" x="${x}" dy="1.15em"></tspan></text>`;
  const edge = (from, to, at, name) => {
    const [x1, y1, x2, y2] = [from[0], from[1], to[0], to[1]];
    const [x, y] = [x1 + at * (x2 - x1), y1 + at * (y2 - y1)];
    return { line: `<line data-edge="${name}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`,
      label: number(x, y - 4, `${name} d${name} ${name}`) };
  };
  const edges = () => {
    const bottom = ([x, y], half) => [x, y + half];
    const top = ([x, y]) => [x, y - BOX.height / 2];
    const first = [1, 2].flatMap((k) => [1, 2].map((j) =>
      edge(bottom(PLACE[`x_${j}`], 18), top(PLACE[1][k - 1]), k === j ? 0.6 : 0.24, `w1_${k}${j}`)));
    const second = [1, 2].map((j) =>
      edge(bottom(PLACE[1][j - 1], BOX.height / 2), top(PLACE[2][0]), 0.5, `w2_1${j}`));
    return [...first, ...second];
  };
  const inputNode = (k) => {
    const [x, y] = PLACE[`x_${k}`];
    return `<rect x="${x - 44}" y="${y - 18}" width="88" height="36" rx="18"/>${line(x - 32, x + 32, y + 4, `x_${k}`)}`;
  };
  const line = (left, right, y, names) => `<text class="ln-line" y="${y}" data-names="${names}">
    <tspan class="ln-name" x="${left}"></tspan><tspan class="ln-number" x="${right}"></tspan></text>`;
  const neuron = (l, k) => {
    const [x, y] = PLACE[l][k - 1];
    const [left, right] = [x - BOX.width / 2 + 10, x + BOX.width / 2 - 10];
    const triples = [`z${l}_${k} slope${l}_${k}`, `a${l}_${k} delta${l}_${k}`, `b${l}_${k} db${l}_${k}`];
    return `<rect x="${x - BOX.width / 2}" y="${y - BOX.height / 2}" width="${BOX.width}" height="${BOX.height}" rx="10"/>
      ${triples.map((names, i) => line(left, right, y - 15 + 21 * i, names)).join("")}`;
  };
  const drawing = (words) => {
    const all = edges();
    return `<svg class="ln-drawing" viewBox="0 0 360 418" role="img" aria-label="${words.drawing}">
      <g class="ln-edges">${all.map((e) => e.line).join("")}</g>
      <g class="ln-nodes">${inputNode(1)}${inputNode(2)}${neuron(1, 1)}${neuron(1, 2)}${neuron(2, 1)}</g>
      ${all.map((e) => e.label).join("")}
      <g class="ln-ends">${line(64, 120, 408, "y_1")}${line(226, 296, 408, "C")}</g></svg>`;
  };

  // ---- the controls

  const isData = (name) => /^[xye]/.test(name);
  const range = (name) => (name === "eta" ? [0, 10] : name === "y_1" ? [0, 1] : [-4, 4]);
  const spoken = (words, name) => {
    const [, letter, layer, indices] = name.match(/^([a-z]+)(\d*)_?(\d*)$/);
    return letter === "w" || letter === "b" ? words[letter](layer, ...indices) : words[letter](indices);
  };
  const control = (words, name) => {
    const [low, high] = range(name);
    return `<div class="ln-control"><span aria-hidden="true">${pretty(name)}</span>
      <input type="number" data-set="${name}" step="0.05" aria-label="${spoken(words, name)}">
      <input type="range" data-set="${name}" min="${low}" max="${high}" step="0.01"
        aria-label="${spoken(words, name)}, ${words.slider}"></div>`;
  };
  const group = (words, title, names) =>
    `<fieldset><legend>${title}</legend><div class="ln-grid">${names.map((n) => control(words, n)).join("")}</div></fieldset>`;
  const button = (action, text) => `<button type="button" class="md-button" data-do="${action}">${text}</button>`;

  const page = (words, names) => `
    <div class="ln-columns"><div>
      <fieldset class="ln-views"><legend>${words.show}</legend>
        ${Object.entries(words.views).map(([view, text]) =>
          `<label><input type="radio" name="ln-view" value="${view}"> ${text}</label>`).join("")}
      </fieldset>
      ${drawing(words)}
      <div class="ln-player" role="group" aria-label="${words.player}">
        <div class="ln-buttons">${button("previous", `◀ ${words.previous}`)}${button("next", `${words.next} ▶`)}
          <span class="ln-step"></span></div>
        <ol class="ln-rows"></ol>
      </div>
    </div><div class="ln-controls">
      ${group(words, words.groups.data, names.filter(isData))}
      ${[1, 2].map((l) => group(words, words.groups[l], names.filter((n) => n[1] === `${l}`))).join("")}
    </div></div>
    <div class="ln-bar"><p class="ln-summary"></p>
      <div class="ln-buttons">${button("apply", words.apply)}${button("reset", words.reset)}</div></div>
    <p class="ln-status" role="status" aria-live="polite"></p>`;

  // ---- the element

  class LiveNetwork extends HTMLElement {
    connectedCallback() {
      if (this.words) return;
      const { lang } = this.closest("[lang]") ?? { lang: "ko" };
      this.words = WORDS[lang.slice(0, 2)] ?? WORDS.en;
      this.start = this.dataset.start;
      this.restart();
      this.view = "forward";
      this.step = null;
      this.steps = net.steps(this.state.layers);
      this.innerHTML = page(this.words, ["x_1", "x_2", "y_1", "eta", ...net.parameterNames(this.state.layers)]);
      this.addEventListener("input", (event) => this.typed(event.target));
      this.addEventListener("change", () => this.render());
      this.addEventListener("click", (event) => this.pressed(event.target.closest("[data-do]")?.dataset.do));
      this.render();
    }

    disconnectedCallback() {
      clearTimeout(this.timer);
    }

    restart() {
      this.state = JSON.parse(this.start);
      this.taken = 0;
    }

    typed(input) {
      if (input.name === "ln-view") this.view = input.value;
      else if (input.value === "" || !Number.isFinite(input.valueAsNumber)) return;
      else this.put(input.dataset.set, input.valueAsNumber);
      this.render(input);
    }

    put(name, value) {
      const { state } = this;
      const [, letter, layer, k, j] = name.match(/^([a-z]+)(\d?)_?(\d?)(\d?)$/);
      if (letter === "eta") state.eta = value;
      else if (letter === "w") state.layers[layer - 1].W[k - 1][j - 1] = value;
      else if (letter === "b") state.layers[layer - 1].b[k - 1] = value;
      else state[letter][k - 1] = value;
    }

    pressed(action) {
      if (!action) return;
      if (action === "apply") {
        this.state.layers = this.after().layers;
        this.taken += 1;
      } else if (action === "reset") this.restart();
      else this.go(action === "next" ? 1 : -1);
      this.render();
    }

    // The steps stand in a ring, with the view of everything between the last and the first.
    go(by) {
      const ring = this.steps.length + 1;
      const at = ((this.step ?? this.steps.length) + by + ring) % ring;
      this.step = at === this.steps.length ? null : at;
      const { id = "" } = this.steps[at] ?? {};
      this.view = id === "update" ? "after" : /^(delta|gradients)/.test(id) ? "backward" : "forward";
    }

    after() {
      const { layers, x, y, eta } = this.state;
      return { ...this.state, layers: net.updated(layers, net.passes(layers, x, y).layers, eta) };
    }

    render(except = null) {
      const values = net.named(this.state);
      const after = net.named(this.after());
      this.renderInputs(values, except);
      this.renderDrawing(this.view === "after" ? after : values);
      this.renderStep({ ...values, ...Object.fromEntries(Object.entries(after).map(([n, v]) => [`new ${n}`, v])) });
      this.renderSummary(values, after);
    }

    renderInputs(values, except) {
      for (const input of this.querySelectorAll("[data-set]")) {
        const value = values[input.dataset.set];
        if (input !== except) input.value = input.type === "range" ? value : Number(value.toFixed(4));
      }
      for (const radio of this.querySelectorAll("[name=ln-view]")) radio.checked = radio.value === this.view;
    }

    // While stepping, a number that has not been reached yet is a dash, and those of this step stand out.
    renderDrawing(values) {
      this.querySelector(".ln-drawing").dataset.view = this.view;
      const results = (step) => step.rows.map(({ result }) => result.replace("new ", ""));
      const here = this.step === null ? [] : results(this.steps[this.step]);
      const later = this.step === null ? [] : this.steps.slice(this.step + 1).flatMap(results);
      const given = net.parameterNames(this.state.layers);
      for (const text of this.querySelectorAll("[data-names]")) {
        const names = text.dataset.names.split(" ");
        const name = names[this.view === "backward" ? 1 : 0] ?? names[0];
        const known = given.includes(name) || here.includes(name) || !later.includes(name);
        const format = isData(name) || given.includes(name) ? short : shown;
        text.dataset.name = name;
        text.classList.toggle("ln-now", here.includes(name));
        text.querySelector(".ln-name").textContent = pretty(name);
        text.querySelector(".ln-number").textContent = known ? format(values[name]) : "–";
      }
      for (const stroke of this.querySelectorAll("[data-edge]")) {
        const w = values[stroke.dataset.edge];
        stroke.style.strokeWidth = 1 + Math.min(4, 2 * Math.abs(w));
        stroke.classList.toggle("ln-negative", w < 0);
      }
    }

    renderStep(values) {
      const { words, steps, step } = this;
      const title = step === null ? words.whole : `${step + 1} / ${steps.length} · ${words.steps[steps[step].id]}`;
      this.querySelector(".ln-step").textContent = title;
      this.querySelector(".ln-rows").innerHTML = step === null
        ? `<li class="ln-hint">${words.hint}</li>`
        : steps[step].rows.map((row) => this.row(row, values)).join("");
    }

    row({ result, terms, call }, values) {
      const alone = terms.length === 1 && terms[0].factors.length === 1;
      const write = (factor) => {
        const text = short(net.factorValue(factor, values));
        return text.startsWith("−") && !alone ? `(${text})` : text;
      };
      const total = (factorText, times) => terms.map(({ sign, factors }, i) =>
        (i ? (sign < 0 ? " − " : " + ") : sign < 0 ? "−" : "") + factors.map(factorText).join(times)).join("");
      const wrap = (text) => (call ? `${call}(${text})` : text);
      const sign = result.startsWith("new ") ? "←" : "=";
      return `<li data-row="${result}"><span>${pretty(result)} ${sign} ${wrap(total(pretty, " "))}</span>
        <span>= ${wrap(total(write, " × "))}</span> <span>= <b>${shown(values[result])}</b></span></li>`;
    }

    renderSummary(values, after) {
      const { words, taken, step } = this;
      const [a, C, next] = [values.a2_1, values.C, after.C].map(shown);
      this.querySelector(".ln-summary").innerHTML = `${words.output} <b data-of="a2_1">${a}</b> · ${words.cost}
        <b data-of="C">${C}</b> → <b data-of="new C">${next}</b> (${words.then}) · ${words.taken(taken)}`;
      clearTimeout(this.timer);
      const where = step === null ? "" : `${this.querySelector(".ln-step").textContent}. `;
      // Once the hand rests: a slider would otherwise make a screen reader talk without end.
      this.timer = setTimeout(() => {
        this.querySelector(".ln-status").textContent = where + words.status(a, C, next);
      }, 400);
    }
  }

  // Scripts may stand in any order: by the time the document is read, network.js has run too.
  const define = () => {
    net = globalThis.backproofNetwork;
    if (!customElements.get("live-network")) customElements.define("live-network", LiveNetwork);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", define);
  else define();
})();
