"""Random programs: a forward pass and its gradients as Python source, from a number alone."""

import random
import re

from tests.proof.fuzz import (
    choices,
    couplings,
    elementwise,
    joining,
    products,
    reductions,
    structure,
)
from tests.proof.fuzz.rules import Value
from tests.proof.fuzz.source import Program
from tests.proof.fuzz.writer import Writer, is_fresh

#: The families and the styles of each; the first can be traced for all sizes.
STYLES = {
    "vectorised": ("plain", "plain", "einsum"),
    "procedural": ("buffers", "out", "loops", "masks"),
}
FRAMES = {
    2: {
        "x": ("N", "D"),
        "y": ("N", "D"),
        "W": ("D", "K"),
        "V": ("K", "D"),
        "b": ("D",),
        "c": ("K",),
        "v": ("N", 1),
        "r": (1, "D"),
        "s": (),
    },
    3: {"X": ("N", "D", "K"), "Y": ("N", "D", "K"), "W": ("K", "L"), "b": ("K",), "v": ("D", 1)},
    4: {"x": ("N", "2*D"), "y": ("N", "D"), "W": ("2*D", "K"), "b": ("2*D",), "s": ()},
    5: {"x": ("N", 3), "W": (3, "K"), "b": (3,), "y": ("N", 3), "s": ()},
}
REDUCING = reductions.RULES + couplings.RULES
MOVING = structure.RULES + joining.RULES + choices.RULES
#: How often the numbers of an input are drawn in each way.
SAMPLES = {"normal": 75, "positive": 15, "unit": 4, "away0": 3, "distinct": 3}
HELPERS = {"sigmoid": "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n"}


class Maker:
    """Grows one program."""

    def __init__(self, name, family):
        self.name, self.family = name, family
        self.r = random.Random(name)
        r = self.r
        self.style = r.choice(STYLES[family])
        self.sample = {}
        while not self.grown():
            pass

    def grown(self):
        """Try to grow a graph; say whether it depends on each input."""
        r = self.r
        frame = FRAMES[r.choice([2, 2, 2, 2, 3, 4, 5])]
        names = r.sample(sorted(frame), min(len(frame), r.choice([1, 2, 2, 3])))
        names = [n for n in frame if n in names]
        self.sample = {}
        self.inputs = []
        for n in names:
            kind = r.choices(*zip(*SAMPLES.items(), strict=True))[0]
            if kind != "normal":
                self.sample[n] = kind
            positive = kind in {"positive", "unit"}
            self.inputs.append(Value(n, frame[n], positive=positive, roots=frozenset([n])))
        self.values, self.steps = list(self.inputs), []
        wanted = r.choice([2, 2, 2, 2, 2, 3, 3, 3 if self.family == "procedural" else 4])
        for _ in range(20):
            if len(self.steps) < wanted:
                self.grow()
        if self.r.random() < 0.35:
            self.label()
        return self.pruned()

    def grow(self):
        """Add one step that uses a late value, if one is found."""
        r = self.r
        unused = [v for v in self.values if not any(v in s.args for s, _ in self.steps)]
        pool = [v for v in [*self.values, *unused * 3] if not v.constant]
        u, w = r.choice(pool), r.choice(pool)
        kind = r.random()
        if kind < 0.3:
            step = elementwise.unary(r, u)
        elif kind < 0.5:
            step = elementwise.binary(r, u, w)
        elif kind < 0.65:
            step = products.product(r, u, w)
        elif kind < 0.82:
            step = r.choice(REDUCING)(r, u) if u.shape else None
        elif kind < 0.95:
            step = r.choice(MOVING)(r, u)
        else:
            step = joining.join(r, u, w)
        if step is not None:
            self.add(step)

    def add(self, step):
        roots = frozenset().union(*(a.roots for a in step.args))
        tied = len(roots) < sum(len(a.roots) for a in step.args)  # as x @ x.T, which is symmetric
        name, sparse = f"a{len(self.steps) + 1}", step.sparse or tied
        value = Value(name, step.shape, step.positive, step.level, sparse, roots=roots)
        self.steps.append((step, value))
        self.values.append(value)

    def label(self):
        """End with labels or a mask where the last value allows it."""
        r = self.r
        u = self.values[-1]
        own = {v.name: v.shape for v in self.inputs}
        rule = r.choice(["take", "rows", "mask"])
        if (
            rule == "mask"
            and u.shape
            and all(s == 1 or isinstance(s, int) or s.isalpha() for s in u.shape)
        ):
            m = Value("m", u.shape, constant=True)
            self.sample["m"] = r.choice(["mask", "mask", "onehot"])
            self.inputs.append(m)
            self.add(choices.masked(r, u, m))
            return
        at = {n: s for n, s in own.items() if s == u.shape}
        if rule != "mask" and at and len(u.shape) == 2 and str(u.shape[0]).isalpha():
            n = next(iter(at))
            axis = 1 if rule == "take" else 0
            t = Value("t", (u.shape[0] if rule == "take" else "M",), constant=True)
            self.sample["t"] = f"labels:{n}[{axis}]"
            self.inputs.append(t)
            self.add((choices.take if rule == "take" else choices.rows)(r, u, t))

    def pruned(self):
        """Keep what the last value depends on; say whether that is every input."""
        if not self.steps:
            return False
        needed = {self.steps[-1][1].name}
        kept = []
        for step, value in reversed(self.steps):
            if value.name in needed:
                kept.append((step, value))
                needed |= {a.name for a in step.args}
        self.steps = kept[::-1]
        if not any(v.shape for v in self.inputs) and self.r.random() < 0.9:
            return False
        return len(kept) > 1 and all(v.name in needed for v in self.inputs)

    def program(self):
        """Write the program."""
        writer = Writer(self.r, self.style)
        forward = self.values_by(writer)
        lines, returned = self.backward(writer)
        wrt = tuple(v.name for v in self.inputs if not v.constant)
        layered = self.r.random() < 0.12 and len(wrt) == len(self.inputs)
        if layered:
            source = self.layer(forward, lines, returned)
        else:
            again = self.values_by(writer) if self.r.random() < 0.3 else forward
            source = self.pair(forward, [*self.needed(again, lines), *lines], returned)
        for name, helper in HELPERS.items():
            if f"{name}(" in source:
                source = helper + "\n" + source
        steps = tuple(s.name for s, _ in self.steps)
        shapes = {v.name: v.shape for v in self.inputs}
        return Program(self.name, self.style, source, shapes, self.sample, wrt, steps, layered)

    def values_by(self, writer):
        """Return the lines of the forward pass, value by value."""
        return {v.name: writer.value(s, v.name) for s, v in self.steps}

    def layer(self, forward, lines, returned):
        """Return the source of a layer with its pullback."""
        pullback = function("pullback(g)", [*lines, f"return {returned}"]).rstrip().split("\n")
        body = [*joined(forward.values()), "", *pullback, "", f"return {self.last}, pullback"]
        return function(f"layer({self.arguments})", body)

    def pair(self, forward, lines, returned):
        """Return the source of a forward and a backward pass."""
        there = [*joined(forward.values()), f"return {self.last}"]
        back = [*lines, f"return {returned}"]
        first = function(f"forward({self.arguments})", there)
        return first + "\n" + function(f"backward(g, {self.arguments})", back)

    @property
    def last(self):
        return self.steps[-1][1].name

    @property
    def arguments(self):
        return ", ".join(v.name for v in self.inputs)

    @staticmethod
    def needed(forward, lines):
        """Return the lines of the forward pass that the backward pass uses."""
        kept, text = [], "\n".join(lines)
        for name in reversed(forward):
            if re.search(rf"\b{name}\b", text):
                kept.append(forward[name])
                text += "\n" + "\n".join(forward[name])
        return joined(kept[::-1])

    def backward(self, writer):
        """Return the lines of the backward pass, and what it returns."""
        ways = ["functional", "buffers", "in place"]
        adding = "functional" if self.family == "vectorised" else self.r.choice(ways)
        cotangent, fresh, lines = {self.last: "g"}, {}, []
        for step, value in reversed(self.steps):
            for k, arg in enumerate(step.args):
                if arg.constant:
                    continue
                before, code = writer.cotangent(step, k, value.name, cotangent[value.name])
                own = is_fresh(code) or code in names_set(before)
                first = arg.name not in cotangent
                added, own = self.added(adding, arg, code, first=first, own=own)
                lines += [*before, *added]
                cotangent[arg.name] = f"d{arg.name}"
                fresh[arg.name] = own
        wanted = [v.name for v in self.inputs if not v.constant]
        views = [n for n in wanted if not fresh[n]]
        out = [f"d{n}.copy()" if n in views and len(views) > 1 else f"d{n}" for n in wanted]
        return lines, ", ".join(out) + ("," if len(out) == 1 and self.r.random() < 0.5 else "")

    def added(self, adding, arg, code, *, first, own):
        """Return the lines that add to a cotangent, and whether it now has its own memory."""
        name = f"d{arg.name}"
        code = f"({code})" if " if " in code else code
        if not first:
            return [
                f"{name} = {name} + {code}" if adding == "functional" else f"{name} += {code}"
            ], True
        if adding == "buffers" and arg.shape:
            like = [f"np.zeros_like({arg.name})", f"np.zeros({arg.name}.shape)"]
            return [f"{name} = {self.r.choice(like)}", f"{name} += {code}"], True
        if adding == "in place" and not own:
            return [f"{name} = ({code}).copy()"], True
        return [f"{name} = {code}"], own


def joined(blocks):
    """Return blocks of lines as one."""
    return [line for block in blocks for line in block]


def names_set(lines):
    """Return the names that lines make anew."""
    return {m[1] for line in lines if (m := re.match(r"(t\d+) = ", line))}


def function(signature, lines):
    """Return a function as source text."""
    return f"def {signature}:\n" + "".join(f"    {s}\n" if s else "\n" for s in lines)


def make(number, family, seed):
    """Return the right program of this number."""
    return Maker(f"BACKPROOF_SEED={seed} {family} {number}", family).program()
