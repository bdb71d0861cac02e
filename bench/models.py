"""Prove whole models and random stacks, on this commit and on another, and count and time it all.

    python bench/models.py [--quick] [--stacks N] [--before PATH] [--torch-python PATH] [--json FILE]

PATH is a checkout of another commit; its `backproof` answers the same questions, about the same
code, in the same rounds. Every model is proved in a process of its own. Seconds are those that a
process had a processor for itself, so that other work on the machine does not count. What takes
too long is ended and said to be; of a series, what is larger is then left out. A model whose right
gradients are called wrong, or a wrong stack that is proved, ends the run with an error at last.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import batched
from pathlib import Path
from typing import Any

from measuring import ONE_THREAD, Torch, command, machine, summary

os.environ.update(ONE_THREAD)

import numpy as np
from questions import QUESTIONS

CHILD = Path(__file__).with_name("models_child.py")
FIRST = "from backproof import prove; x = {'x': ('N', 'D'), 'W': ('K', 'D'), 'b': ('K',)}; "
FIRST += "prove(lambda x, W, b: (x @ W.T + b, lambda g: (g @ W, g.T @ x, g.sum(axis=0))), x)"
ROUNDS = 3
ONCE = 10.0  # what takes longer is measured once
LIMIT, STACK_LIMIT, GRADCHECK_LIMIT = 120.0, 30.0, 60.0  # seconds
TWOS = (2, 4, 8, 16, 32, 64)
SIZES = {"sigmoid": TWOS, "tanh": TWOS, "transformer": (1, 2, 4, 8, 12, 24), "gpt": (1, 12)}
SIZES |= {"residual": (16,), "rnn": (16,), "lstm": (16,)}
SERIES: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(QUESTIONS, (0,)),
    **SIZES,
    **dict.fromkeys(("swiglu", "autoencoder", "two_losses"), (0,)),
}
QUICK: dict[str, tuple[int, ...]] = {"layer_norm": (0,), "sigmoid": (1, 2), "autoencoder": (0,)}
STACKS, BEFORE_STACKS, BATCH = 500, 10, 25  # seeds from 0; each once right, once wrong
#: What the project allows itself: how much longer the first may take than the second.
RATIOS = {"sigmoid": (64, 32, 2.2), "tanh": (64, 32, 2.2), "transformer": (24, 12, 2.3)}
OUT_OF_TIME = "out of time"
SURE = ("PROVED", "PROVED_AT", "WITNESSED")


class Side:
    """One commit, and what it answered."""

    def __init__(self, name: str, packages: str | None) -> None:
        self.name = name
        path = {} if packages is None else {"PYTHONPATH": packages}
        self.environment = os.environ | path
        self.answers: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.first: list[float] = []

    def first_proof(self) -> None:
        """Time a new process that imports `prove` and asks it once."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        line = [sys.executable, "-c", FIRST]
        subprocess.run(line, check=True, env=self.environment)  # noqa: S603 - our own
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.first.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    def ask(self, limit: float, *questions: str) -> Iterator[str]:
        """Ask in a new process; give each question as it is answered."""
        line = [sys.executable, str(CHILD), str(limit), *questions]
        with subprocess.Popen(  # noqa: S603 - our own
            line, env=self.environment, stdout=subprocess.PIPE, text=True
        ) as child:
            for answered in child.stdout or ():
                found = json.loads(answered)
                self.answers[found["question"]].append(found)
                yield found["question"]
        if child.returncode:
            raise SystemExit(f"\nbench: a proof ended with an error; asked were {questions}")

    def wants(self, name: str, size: int, sizes: tuple[int, ...]) -> bool:
        """Say whether to ask once more: never what took long, or is larger than what took too long."""
        upto = [a for s in sizes if s <= size for a in self.answers[f"{name}:{s}"]]
        if any(a["verdict"] == OUT_OF_TIME for a in upto):
            return False
        return all(a["seconds"] < ONCE for a in self.answers[f"{name}:{size}"])

    def proofs(self) -> dict[str, Any]:
        """Give what was found of the models."""
        out = {}
        for question, answers in self.answers.items():
            if answers and not question.startswith(("right:", "wrong:")):
                verdict = " or ".join(sorted({a["verdict"] for a in answers}))  # one is wanted
                seconds = summary([a["seconds"] for a in answers])
                gradients = answers[0].get("gradients")
                out[question] = {"verdict": verdict, "gradients": gradients, "seconds": seconds}
        return out

    def stacks(self) -> dict[str, Any]:
        """Count what was said of the random stacks, and name the seeds that want a look."""
        asked = {k: a[0] for k, a in self.answers.items() if k.startswith(("right:", "wrong:"))}
        right = {k: a for k, a in asked.items() if k.startswith("right:")}
        wrong = {k: a for k, a in asked.items() if k.startswith("wrong:")}
        false = [k for k, a in right.items() if a["verdict"] == "REFUTED"]
        false += [k for k, a in wrong.items() if a["verdict"] in SURE]
        return {
            "right": Counter(a["verdict"] for a in right.values()),
            "wrong": Counter(a["verdict"] for a in wrong.values()),
            "named": sum(a.get("line") == a["changed"] for a in wrong.values()),
            "false": false,
            "not proved": [k for k, a in right.items() if a["verdict"] != "PROVED"],
            "not named": [k for k, a in wrong.items() if a.get("line") != a["changed"]],
            "seconds": sum(a["seconds"] for a in asked.values()),
        }


def tell(*words: object) -> None:
    """Show progress, each over the last."""
    print(f"\r{' '.join(map(str, words)):<60}", end="", file=sys.stderr, flush=True)


def ask_models(sides: list[Side], series: dict[str, tuple[int, ...]], rounds: int) -> None:
    for turn in range(1, rounds + 1):
        for side in sides:
            side.first_proof()
        for name, sizes in series.items():
            for size in sizes:
                for side in sides:
                    if side.wants(name, size, sizes):
                        tell("round", turn, "of", f"{rounds}:", side.name, name, size or "")
                        list(side.ask(LIMIT, f"{name}:{size}"))


def ask_stacks(side: Side, count: int, limit: float) -> None:
    """Ask about right and wrong stacks, so many of each."""
    for seeds in batched(range(count), BATCH):
        questions = [f"{kind}:{seed}" for seed in seeds for kind in ("right", "wrong")]
        for question in side.ask(limit, *questions):
            tell("stacks:", side.name, question, "of", count)


def gradchecks(torch: Torch, series: dict[str, tuple[int, ...]]) -> dict[str, float]:
    """Time torch on the same code at sizes of two, in each series until it takes too long."""
    out = {}
    for name, sizes in series.items():
        for size in sizes if name not in QUESTIONS else ():
            tell("gradcheck", name, size or "")
            out[f"{name}:{size}"] = seconds = torch.ask(name, size)[0]
            if seconds > GRADCHECK_LIMIT / 4:
                break
    return out


def ratios(proofs: dict[str, Any]) -> dict[str, float]:
    """Say how many times longer twice the depth takes, by the least times."""
    out = {}
    for name, (twice, once, _) in RATIOS.items():
        pair = [proofs.get(f"{name}:{n}", {"verdict": ""}) for n in (twice, once)]
        if all(p["verdict"] == "PROVED" for p in pair):
            out[name] = pair[0]["seconds"]["low"] / pair[1]["seconds"]["low"]
    return out


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure all, and return it as it is written to the file."""
    python = arguments.torch_python
    torch = Torch(python, "models_gradcheck.py") if python else None
    series, rounds = (QUICK, 1) if arguments.quick else (SERIES, ROUNDS)
    sides = [Side("now", None)]
    with tempfile.TemporaryDirectory() as folder:  # where the other `backproof` stands alone
        if arguments.before:
            source = arguments.before.resolve() / "src/backproof"
            (Path(folder) / "backproof").symlink_to(source, target_is_directory=True)
            sides.append(Side("before", folder))
        ask_models(sides, series, rounds)
        for side, count in zip(sides, (STACKS, BEFORE_STACKS), strict=False):
            few = count if arguments.stacks is None else min(count, arguments.stacks)
            ask_stacks(side, *((1, 2.0) if arguments.quick else (few, STACK_LIMIT)))
    found: dict[str, Any] = {
        "machine": machine(torch, numpy=np.__version__),
        "limits": {"model": LIMIT, "stack": STACK_LIMIT},
        "first_proof": {side.name: summary(side.first) for side in sides},
        "proofs": {side.name: side.proofs() for side in sides},
        "ratios": {side.name: ratios(side.proofs()) for side in sides},
        "stacks": {side.name: side.stacks() for side in sides},
    }
    if torch:
        found["gradcheck"] = gradchecks(torch, series)
        torch.close()
    print(file=sys.stderr)
    return found


def show(found: dict[str, Any]) -> None:
    """Print the figures, the commits side by side."""
    sides, checks = list(found["proofs"]), found.get("gradcheck", {})
    print(f"{'seconds':<22}" + "".join(f"{s:>24}" for s in sides) + f"{'gradcheck, of 2':>18}")
    first = "".join(f"{found['first_proof'][s]['median']:>24.3f}" for s in sides)
    print(f"{'first proof':<22}{first}")
    for question in found["proofs"]["now"]:
        name, size = question.split(":")
        cells = (cell(found["proofs"][s].get(question)) for s in sides)
        check = f"{checks[question]:>18.3f}" if question in checks else ""
        print(f"{name + (f' {size}' if size != '0' else ''):<22}" + "".join(cells) + check)
    for side, by_name in found["ratios"].items():
        for name, ratio in by_name.items():
            twice, once, wanted = RATIOS[name]
            print(f"{side}: {name}, {twice} over {once}: {ratio:.2f}, wanted at most {wanted}")
    for side, s in found["stacks"].items():
        for kind in ("right", "wrong"):
            said = ", ".join(f"{n} {verdict}" for verdict, n in s[kind].items())
            print(f"{side}: stacks, {sum(s[kind].values())} {kind}: {said}")
        print(f"{side}: stacks, wrong line named: {s['named']} of {sum(s['wrong'].values())}")
        print(f"{side}: stacks, false verdicts: {', '.join(s['false']) or 'none'}")
    print(", ".join(f"{k} {v}" for k, v in found["machine"].items() if v is not None))
    if "before" not in sides:
        print("left out: another commit, since --before names no checkout")
    if not checks:
        print("left out: gradcheck, since no Python that has torch was named by --torch-python")


def cell(proof: dict[str, Any] | None) -> str:
    """Print a verdict and its time."""
    if proof is None:
        return f"{'left out':>24}"
    if proof["verdict"] == OUT_OF_TIME:
        return f"{'over ' + str(round(proof['seconds']['low'])):>24}"
    return f"{proof['verdict']:>14}{proof['seconds']['median']:>10.3f}"


def refuse(found: dict[str, Any]) -> None:
    """End with an error if this commit said anything false."""
    false = [q for q, p in found["proofs"]["now"].items() if p["verdict"] == "REFUTED"]
    false += found["stacks"]["now"]["false"]
    if false:
        raise SystemExit(f"bench: false verdicts: {', '.join(false)}")


def show_and_refuse(found: dict[str, Any]) -> None:
    show(found)
    refuse(found)


if __name__ == "__main__":
    before = "a checkout of another commit, to be measured beside this one"
    command(
        "Prove whole models and random stacks.",
        run,
        show_and_refuse,
        {"stacks": f"so many random stacks instead of {STACKS}, each once right, once wrong"},
        before=before,
    )
