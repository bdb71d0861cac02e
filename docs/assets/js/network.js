// The arithmetic of the live network: sigmoid layers, half squared error, one example.
// Pure functions, no document: the browser runs this file, and so does the test-suite, against backproof.nn.
// layers is a list of { W, b } from input to output; W[k][j] is the weight to k from j.
globalThis.backproofNetwork = (() => {
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

  // Both branches are the same function; each is used where its exp cannot overflow.
  const sigmoid = (z) => (z < 0 ? Math.exp(z) / (1 + Math.exp(z)) : 1 / (1 + Math.exp(-z)));

  const layerForward = ({ W, b }, a) => {
    const z = W.map((row, k) => sum(row.map((w, j) => w * a[j])) + b[k]);
    return { z, a: z.map(sigmoid) };
  };

  const forward = (layers, x) => {
    const seen = [];
    let a = x;
    for (const layer of layers) {
      seen.push(layerForward(layer, a));
      a = seen.at(-1).a;
    }
    return seen;
  };

  const cost = (a, y) => sum(a.map((ak, k) => (ak - y[k]) ** 2)) / 2;

  // From da, the derivative of the cost by a layer's activations, to everything that hangs on it.
  const layerBackward = ({ W }, { a }, below, da) => {
    const slope = a.map((ak) => ak * (1 - ak));
    const delta = da.map((dk, k) => dk * slope[k]);
    const dW = delta.map((dk) => below.map((aj) => dk * aj));
    const dBelow = below.map((_, j) => sum(delta.map((dk, k) => W[k][j] * dk)));
    return { da, slope, delta, dW, db: delta, dBelow };
  };

  const passes = (layers, x, y) => {
    const seen = forward(layers, x);
    const output = seen.at(-1).a;
    let da = output.map((ak, k) => ak - y[k]);
    for (let l = layers.length - 1; l >= 0; l -= 1) {
      const back = layerBackward(layers[l], seen[l], l ? seen[l - 1].a : x, da);
      Object.assign(seen[l], back);
      da = back.dBelow;
    }
    return { layers: seen, cost: cost(output, y) };
  };

  const updated = (layers, gradients, eta) =>
    layers.map(({ W, b }, l) => ({
      W: W.map((row, k) => row.map((w, j) => w - eta * gradients[l].dW[k][j])),
      b: b.map((bk, k) => bk - eta * gradients[l].db[k]),
    }));

  // Every number by its name: x_1, y_1, w1_12, b1_1, z1_1, a1_1, slope1_1, delta1_1, dw1_12, db1_1, C, eta.
  // The digit after the letter is the layer; indices count from 1, 'to' before 'from'.
  const named = ({ layers, x, y, eta }) => {
    const all = passes(layers, x, y);
    const values = { C: all.cost, eta };
    const vector = (name, list) => list.forEach((value, k) => { values[`${name}_${k + 1}`] = value; });
    const matrix = (name, rows) => rows.forEach((row, k) => vector(`${name}_${k + 1}`, row));
    vector("x", x);
    vector("y", y);
    all.layers.forEach((seen, l) => {
      for (const name of ["z", "a", "slope", "delta", "db"]) vector(`${name}${l + 1}`, seen[name]);
      vector(`b${l + 1}`, layers[l].b);
      matrix(`w${l + 1}`, layers[l].W);
      matrix(`dw${l + 1}`, seen.dW);
    });
    // w1_1_2 reads better as w1_12.
    return Object.fromEntries(Object.entries(values).map(([name, v]) => [name.replace(/_(\d+)_/, "_$1"), v]));
  };

  // The calculations of one step as sums of products, each factor a name (or a number that is always the same).
  // A row says: result, the function put around the sum if there is one, and its terms with their signs.
  const row = (result, terms, call = "") => ({
    result, call, terms: terms.map((factors) => (Array.isArray(factors) ? { sign: 1, factors } : factors)),
  });
  const counted = (list, f) => list.map((_, i) => f(i + 1));
  const below = (l) => (l === 1 ? "x" : `a${l - 1}`);
  const parameterNames = (layers) =>
    layers.flatMap(({ W, b }, l) => [
      ...W.flatMap((from, k) => counted(from, (j) => `w${l + 1}_${k + 1}${j}`)),
      ...counted(b, (k) => `b${l + 1}_${k}`),
    ]);

  const forwardRows = (layers, l) =>
    layers[l - 1].W.flatMap((from, k) => [
      row(`z${l}_${k + 1}`, [
        ...counted(from, (j) => [`w${l}_${k + 1}${j}`, `${below(l)}_${j}`]), [`b${l}_${k + 1}`],
      ]),
      row(`a${l}_${k + 1}`, [[`z${l}_${k + 1}`]], "σ"),
    ]);
  const costRows = (layers) => {
    const L = layers.length;
    return [row("C", counted(layers[L - 1].b, (k) => [0.5, `a${L}_${k}-y_${k}`, `a${L}_${k}-y_${k}`]))];
  };
  // σ′(z) comes first, then δ: through the cost at the output, through the layer above elsewhere.
  const deltaRows = (layers, l) =>
    counted(layers[l - 1].b, (k) => k).flatMap((k) => [
      row(`slope${l}_${k}`, [[`a${l}_${k}`, `1-a${l}_${k}`]]),
      row(`delta${l}_${k}`, l === layers.length
        ? [[`a${l}_${k}-y_${k}`, `slope${l}_${k}`]]
        : counted(layers[l].b, (to) => [`w${l + 1}_${to}${k}`, `delta${l + 1}_${to}`, `slope${l}_${k}`])),
    ]);
  const gradientRows = (layers) =>
    parameterNames(layers).map((name) => {
      const [, kind, layer, k, j] = name.match(/([wb])(\d)_(\d)(\d?)/);
      const delta = `delta${layer}_${k}`;
      return row(`d${name}`, [kind === "b" ? [delta] : [delta, `${below(Number(layer))}_${j}`]]);
    });
  const updateRows = (layers) =>
    parameterNames(layers).map((name) =>
      row(`new ${name}`, [[name], { sign: -1, factors: ["eta", `d${name}`] }]));

  // The steps in the order in which the algorithm takes them.
  const steps = (layers) => {
    const up = counted(layers, (l) => l);
    return [
      ...up.map((l) => ({ id: `forward${l}`, rows: forwardRows(layers, l) })),
      { id: "cost", rows: costRows(layers) },
      ...up.map((l) => ({ id: `delta${l}`, rows: deltaRows(layers, l) })).reverse(),
      { id: "gradients", rows: gradientRows(layers) },
      { id: "update", rows: updateRows(layers) },
    ];
  };

  // The value of a factor: a number, a name, or a difference of the two such as a2_1-y_1.
  const factorValue = (factor, values) => {
    if (typeof factor === "number") return factor;
    const parts = factor.split("-").map((part) => (part in values ? values[part] : Number(part)));
    return parts.length === 2 ? parts[0] - parts[1] : parts[0];
  };

  return { sigmoid, forward, passes, updated, named, parameterNames, steps, factorValue };
})();
