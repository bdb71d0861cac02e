"""The model of `gpt` learns to write our glossary, letter by letter, by its own pullback."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from backproof.nn import Array
from book.examples import gpt
from book.examples.proving import whole_model

READS = ("docs/glossary.yml",)
FILE = Path(__file__).parents[3] / "docs/glossary.yml"
SEED, STEPS, LAST = 0, 800, 50
SIZES = {"N": 16, "T": 16, "D": 32, "H": 4, "E": 8, "4*D": 128, "H*E": 32}


def text(lang: str) -> str:
    """Return the glossary, a word and its meaning on each line; Hangul is taken apart."""
    terms = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    lines = [f"{term[lang]}: {term[f'definition_{lang}']}\n" for term in terms]
    return unicodedata.normalize("NFD", "".join(lines))


def initial(letters: int, dtype: type) -> list[Array]:
    """Draw parameters for one block: gains 1, shifts and biases 0, the rest small."""
    rng, sizes = np.random.default_rng(SEED), SIZES | {"V": letters}
    out: list[Array] = []
    for name, letters_of_shape in list(gpt.shapes(1).items())[2:]:
        shape = [sizes[s] for s in letters_of_shape]
        if name.startswith("gain"):
            p = np.ones(shape)
        elif name.startswith(("shift", "b")):
            p = np.zeros(shape)
        else:
            p = rng.normal(size=shape) * (0.1 if name in ("wte", "wpe") else shape[-1] ** -0.5)
        out.append(p.astype(dtype))
    return out


def train(
    model: gpt.Layer, codes: Array, parameters: list[Array]
) -> tuple[list[Array], list[float]]:
    """Train on random pieces of a text by Adam; return the parameters and the losses."""
    rng = np.random.default_rng(SEED)
    N, T = SIZES["N"], SIZES["T"]
    means = [0 * p for p in parameters]
    squares = [0 * p for p in parameters]
    losses = []
    for step in range(1, STEPS + 1):
        starts = rng.integers(len(codes) - T, size=N)
        pieces = codes[starts[:, None] + np.arange(T + 1)]
        loss, pullback = model(pieces[:, :-1], pieces[:, 1:], *parameters)
        _, _, *gradients = pullback(1)
        losses.append(float(loss))

        rate = 0.01 * min(1, 2 * (1 - step / STEPS))  # in the second half less and less
        means = [0.9 * m + 0.1 * g for m, g in zip(means, gradients, strict=True)]
        squares = [0.99 * s + 0.01 * g**2 for s, g in zip(squares, gradients, strict=True)]
        steps = [
            (m / (1 - 0.9**step)) / (np.sqrt(s / (1 - 0.99**step)) + 1e-8)
            for m, s in zip(means, squares, strict=True)
        ]
        parameters = [p - rate * d for p, d in zip(parameters, steps, strict=True)]
    return parameters, losses


def write(parameters: list[Array], start: int, count: int) -> list[int]:
    """Let the model write, each letter drawn by the shares that it gives to all."""
    rng = np.random.default_rng(SEED)
    wte, wpe, *rest = parameters
    written = [start]
    for _ in range(count):
        seen = np.array([written[-len(wpe) :]])
        z, _ = gpt.logits(seen, wte, wpe[: seen.shape[1]], *rest)
        shares = gpt.softmax(z[0, -1].astype(float)).cumsum()
        written.append(min(int(np.searchsorted(shares, rng.random())), len(shares) - 1))
    return written[1:]


def joined(letters: str) -> str:
    """Put Hangul together again; a letter that is left alone is written as one."""
    return "".join(
        unicodedata.lookup(f"HANGUL LETTER {unicodedata.name(one).split()[-1]}")
        if "\u1100" <= one <= "\u11ff"
        else one
        for one in unicodedata.normalize("NFC", letters)
    )


@dataclass(frozen=True, eq=False)
class Run:
    """What came of training.

    Attributes:
        letters: how many different ones the text has.
        length: how many it has in all.
        count: of the parameters' entries.
        losses: one a step.
        before: what the model writes before training.
        after: what it writes afterwards.
        by_share: the loss of who knows nothing but how often each letter comes.
    """

    letters: int
    length: int
    count: int
    losses: tuple[float, ...]
    before: str
    after: str
    by_share: float

    @property
    def first(self) -> float:
        """Return the loss before training."""
        return self.losses[0]

    @property
    def last(self) -> float:
        """Return the mean loss of the last steps."""
        return float(np.mean(self.losses[-LAST:]))


@cache
def run(lang: str, dtype: str = "float64", *, wrong: bool = False) -> Run:
    """Train on the glossary in one language, with the right gradients or with the wrong ones."""
    said = text(lang)
    letters = sorted(set(said))
    code = {letter: k for k, letter in enumerate(letters)}
    codes = np.array([code[letter] for letter in said])
    model = whole_model.wrong().gpt(1) if wrong else gpt.gpt(1)
    untrained = initial(len(letters), np.dtype(dtype).type)
    trained, losses = train(model, codes, untrained)

    def sample(parameters: list[Array], count: int) -> str:
        found = write(parameters, code["\n"], count)
        return joined("".join(letters[k] for k in found)).strip()

    shares = np.array(list(Counter(said).values())) / len(said)
    return Run(
        len(letters), len(said), sum(p.size for p in trained), tuple(losses),
        before=sample(untrained, 60),
        after=sample(trained, 900).rpartition("\n")[0],
        by_share=float(-(shares * np.log(shares)).sum()),
    )  # fmt: skip
