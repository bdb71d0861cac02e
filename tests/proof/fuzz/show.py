"""Print a program from its number: ``python -m tests.proof.fuzz.show vectorised 87 wrong``."""

import os
import sys

from tests.proof.fuzz.mutate import mutant
from tests.proof.fuzz.program import make
from tests.proof.fuzz.truth import draws

SEED = int(os.environ.get("BACKPROOF_SEED", "20261121"))


def main(family, number, what="right"):
    program = make(int(number), family, SEED)
    if what == "wrong":
        program, _ = mutant(program, draws(program))
    print(program)


if __name__ == "__main__":
    main(*sys.argv[1:])
