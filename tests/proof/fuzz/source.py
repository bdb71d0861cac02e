"""A program as Python source text: run it, print it."""

from dataclasses import dataclass

import numpy as np
from tests.proof.fuzz.rules import kind


@dataclass(frozen=True)
class Program:
    """A program: its source, and what prove() is told of its inputs."""

    name: str
    style: str
    source: str
    shapes: dict
    sample: dict
    wrt: tuple
    steps: tuple
    layered: bool = False
    mutation: str = ""

    @property
    def writes(self):
        """Say whether the source has a loop, an assignment to a subscript, or the like."""
        return any(kind(line) not in {"plain", "einsum"} for line in self.source.split("\n"))

    def __str__(self):
        """Return the whole program so that it can be pasted and run."""
        call = "prove(layer, " if self.layered else "prove(forward, backward, "
        head = f"# {self.name}, style {self.style}: {', '.join(self.steps)}"
        if self.mutation:
            head += f"\n# mutation: {self.mutation}"
        imports = "import numpy as np\nfrom backproof import prove\n"
        if "erf(" in self.source:
            imports += "from scipy.special import erf\n"
        sample = f", sample={self.sample}" if self.sample else ""
        last = f"print({call}{self.shapes}, wrt={self.wrt}{sample}))"
        return f"{head}\n{imports}\n{self.source}\n{last}\n"


def load(source, numpy=np, erf=None):
    """Run source text and return its functions."""
    if erf is None and "erf(" in source:
        from scipy.special import erf  # noqa: PLC0415 - slow to import, and few programs want it
    scope = {"np": numpy, "erf": erf}
    exec(compile(source, "<program>", "exec"), scope)  # noqa: S102 - our own text
    return scope.get("forward"), scope.get("backward"), scope.get("layer")
