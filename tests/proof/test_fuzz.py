"""Random programs with true gradients, and the same with one mistake: no verdict may be false.

`tests/proof/fuzz` writes them as source text; what is true is settled there by autograd and by
central differences.  Every run of the tests tries a share of them, others each day, and CI one
twice as large; `make fuzz` tries more, and `make fuzz SEED=20261129` those of that day.
"""

import os
import re
import traceback
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from tests.proof.fuzz.mutate import mutant
from tests.proof.fuzz.program import STYLES, make
from tests.proof.fuzz.show import SEED
from tests.proof.fuzz.source import load
from tests.proof.fuzz.truth import draws, is_wrong_there, judge

import backproof
from backproof import Verdict, prove

PROVER = Path(backproof.__file__).parent
CHUNK = 100  # programs of a family, right or wrong
CHUNKS = int(os.environ.get("BACKPROOF_CHUNKS", "2" if os.environ.get("CI") else "1"))
#: What must be reached in every hundred programs, so that the prover does not hide in silence.
PROVED_SHARE = 0.55  # of the right gradients of vectorised programs that write nothing in place
SETTLED_SHARE = 0.8  # of all right gradients: proved for all or for listed sizes
REFUTED_SHARE = 0.9  # of the wrong gradients
ERROR_SHARE = 0.03  # of the wrong programs: what fails at sizes that the truth was not tried at

#: How the prover begins where a program returns or writes what it must not.
REPORTED = re.compile(r"the gradients? of \w+ |(forward|backward) (returned|gives|writes) ")

CLAIMS = {Verdict.PROVED, Verdict.PROVED_AT, Verdict.WITNESSED}
CASES = [(family, part) for family in STYLES for part in range(CHUNKS)]


@pytest.fixture
def again(request):
    """Print the command that runs a chunk again: pytest shows it where the chunk fails."""
    name, chosen = re.fullmatch(r"test_(\w+)\[(.+)\]", request.node.name).groups()
    part = int(chosen.rsplit("-", 1)[1])
    print(f"make fuzz SEED={SEED} CHUNKS={part + 1} ARGS=\"-k '{name} and {chosen}'\"")


def proof_of(program):
    forward, backward, layer = load(program.source)
    if layer:
        return prove(layer, program.shapes, wrt=program.wrt, sample=program.sample)
    return prove(forward, backward, program.shapes, wrt=program.wrt, sample=program.sample)


def told(program, proof=""):
    """Say all that is needed to see a failure again."""
    return f"with the seed {SEED}\n\n{program}\n{proof}"


def is_its_own(error):
    """Say whether a line of the program raised it, or the prover says what the program did."""
    if isinstance(error, ValueError) and REPORTED.match(str(error)):
        return True
    files = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    if "<program>" not in files:
        return False
    after = files[len(files) - files[::-1].index("<program>") :]
    return not any(file.startswith(str(PROVER)) for file in after)


def report(seen):
    for key, count in sorted(seen.items()):
        print(count, *key)


def share(seen, verdicts, **wanted):
    """Return the share of some verdicts among the gradients counted."""
    counts = Counter()
    for (_, writes, verdict), count in seen.items():
        if wanted.get("writes") in {None, writes}:
            counts[verdict] += count
    return sum(counts[v] for v in verdicts) / max(counts.total(), 1)


@pytest.mark.parametrize(("family", "part"), CASES)
@pytest.mark.usefixtures("again")
def test_a_true_gradient_is_never_refuted(family, part):
    seen = Counter()
    for number in range(CHUNK * part, CHUNK * (part + 1)):
        program = make(number, family, SEED)
        right = judge(program, draws(program, 3))
        assert False not in right.values(), "the fuzz itself errs: " + told(program)
        proof = proof_of(program)
        for gradient in proof.gradients.values():
            seen[program.style, program.writes, gradient.verdict.name] += 1
            assert gradient.verdict is not Verdict.REFUTED, told(program, proof)
    report(seen)
    assert family != "vectorised" or share(seen, ["PROVED"], writes=False) >= PROVED_SHARE
    assert share(seen, ["PROVED", "PROVED_AT"]) >= SETTLED_SHARE


@pytest.mark.parametrize(("family", "part"), CASES)
@pytest.mark.usefixtures("again")
def test_a_wrong_gradient_is_never_confirmed(family, part):
    seen, errors = Counter(), 0
    for number in range(CHUNK * part, CHUNK * (part + 1)):
        made = make(number, family, SEED)
        program, right = mutant(made, draws(made))
        try:
            proof = proof_of(program)
        except (ArithmeticError, IndexError, TypeError, ValueError) as error:
            if not is_its_own(error):
                error.add_note(told(program))
                raise
            errors += 1  # as for a shape that is wrong only at sizes of the prover's choice
            continue
        for name, gradient in proof.gradients.items():
            if right[name] is False:
                seen[program.style, program.writes, gradient.verdict.name] += 1
                assert gradient.verdict not in CLAIMS, told(program, proof)
            if gradient.verdict is Verdict.REFUTED:
                assert is_wrong_there(program, gradient.counterexample), told(program, proof)
    report(seen)
    assert errors <= ERROR_SHARE * CHUNK
    assert share(seen, ["REFUTED"]) >= REFUTED_SHARE


def test_the_fuzz_has_programs_of_every_kind():
    programs = [make(number, family, 20261121) for family in STYLES for number in range(2000)]
    text = "\n".join(p.source for p in programs)
    for word in (
        *("np.sum", "np.exp", "+= ", "out=", "np.zeros(", ".T", "] = ", "for ", "keepdims", "1:"),
        *("**", "zeros_like", "np.dot", "reshape", "sqrt", " @ ", "tanh", ".max(", "mean", " if "),
        *("transpose", "arange", "newaxis", "np.log", "np.pad", "concatenate", "np.tile", "(0, 1)"),
        *("ones_like", "np.maximum", "np.outer", "np.repeat", "np.clip", "np.add.at", "np.where"),
        *("argmax", "hstack", "var", "np.diag", "tensordot", "np.abs", "linalg.norm", "einsum"),
        *("moveaxis", "rot90", "np.insert", "logaddexp", "cumsum", "np.split", "np.stack", "erf("),
        *("squeeze", "expand_dims", "broadcast_to", "swapaxes", "min(", "np.sign", "np.power"),
        *("log1p", "expm1", "> 0] = ", "def layer", "def pullback"),
    ):
        assert word in text, word
    letters = {s for p in programs for shape in p.shapes.values() for s in shape}
    assert {"N", "2*D", 3, 1} <= letters
    samples = {s for p in programs for s in p.sample.values()}
    assert {"positive", "unit", "away0", "distinct", "mask", "onehot"} <= samples
    assert {"labels:x[1]", "labels:x[0]"} <= samples


def test_the_source_of_truth_is_not_blind():
    seen = Counter()
    for number in range(CHUNK):
        program = make(number, "vectorised", SEED)
        places = draws(program)
        assert len(places) > 1, told(program)
        for name in program.wrt:
            seen[any(np.abs(at.true[name]).max(initial=0) > 0 for at in places)] += 1
    assert seen[False] <= 0.1 * seen.total()
