"""A child of models.py: it proves what it is asked for, one line of JSON for each.

    python bench/models_child.py LIMIT NAME:SIZE ...

`sigmoid:8` is a network of that depth, `layer_norm:0` one that has none, `right:7` and `wrong:7`
are the random stack of seed 7. Only `backproof.prove` is called, so that it runs on other commits.
What takes longer than LIMIT seconds is ended. All seconds are those that the process had a
processor for itself. Of a wrong stack the answer also has the line that was changed.
"""

import json
import re
import signal
import sys
import time
from types import FrameType
from typing import Any

from networks import DEEP, FLAT, Model
from stacks import stack

from backproof import prove

LINE = re.compile(r"\bline (\d+)")


class OutOfTimeError(BaseException):
    """The limit is reached; no handler of ordinary errors may take it for one of those."""


def out_of_time(_number: int, _frame: FrameType | None) -> None:
    raise OutOfTimeError


def model(name: str, size: int) -> tuple[Model, dict[str, int]]:
    """Build what is asked about; of a wrong stack, say where it is wrong."""
    if name in DEEP:
        return DEEP[name](size), {}
    if name in FLAT:
        return FLAT[name](), {}
    if name in ("right", "wrong"):
        made = stack(size, wrong=name == "wrong")
        changed = {"changed": made.line} if made.line else {}
        return Model(made.layer, made.shapes, made.sample), changed
    from questions import QUESTIONS  # noqa: PLC0415 - it knows more of the prover than `prove`

    question = QUESTIONS[name]
    return Model(question.layer, question.shapes, question.sample), {}


def answer(name: str, size: int, limit: float) -> dict[str, Any]:
    """Prove one, and say what was found and how long it took."""
    asked, changed = model(name, size)
    found: dict[str, Any] = {"verdict": "out of time"}
    signal.setitimer(signal.ITIMER_PROF, limit)
    start = time.process_time()
    try:
        proof = prove(asked.layer, asked.shapes, sample=asked.sample)
        found = {"verdict": proof.verdict.name, "gradients": len(proof.gradients)}
        at = next((g.line.number for g in proof.gradients.values() if getattr(g, "line", 0)), 0)
        if at or (said := LINE.search(str(proof))):  # older commits only say it
            found["line"] = at or int(said[1])
    except OutOfTimeError:
        pass
    except ValueError as error:
        found = {"verdict": "error", "error": str(error)}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return {**found, **changed, "seconds": time.process_time() - start}


def main() -> None:
    signal.signal(signal.SIGPROF, out_of_time)
    limit, *questions = sys.argv[1:]
    prove(lambda x: (x, lambda g: (g,)), {"x": ("N",)})  # what a first call loads is not timed
    for question in questions:
        name, size = question.split(":")
        found = {"question": question, **answer(name, int(size), float(limit))}
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
