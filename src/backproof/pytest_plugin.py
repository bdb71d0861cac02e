"""`assert_gradient` for other people's test suites, as a function and as a fixture of pytest.

The prover, and with it NumPy, is imported when the first gradient is asserted, not when pytest
starts.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import pytest

from backproof.graph.node import is_ours

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from backproof.numbers.numeric import Difference
    from backproof.proof.prove import Check
    from backproof.proof.verdict import Proof, Verdict

LANGUAGES = ("ko", "en")
WORDS = {
    "en": {
        "wanted": "the verdict is {got}; {wanted} or better is wanted",
        "again": "To run it again:",
        "entry": "At the entry {entry} the backward pass returns {claimed}; the derivative is "
        "{true}.",
    },
    "ko": {
        "wanted": "판정은 {got}인데, {wanted} 이상이어야 합니다",
        "again": "다시 돌려 보려면:",
        "entry": "성분 {entry}에서 역전파가 돌려준 값은 {claimed}이고 도함수는 {true}입니다.",
    },
}

# The languages of the runs of pytest that are under way: one may run inside another.
_running: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option and the line of the configuration file that choose the language."""
    about = "language of the reports of assert_gradient: ko or en"
    parser.addini("backproof_lang", about, default="")
    parser.getgroup("backproof").addoption("--backproof-lang", choices=LANGUAGES, help=about)


def pytest_configure(config: pytest.Config) -> None:
    """Remember the language."""
    lang = config.getoption("--backproof-lang") or config.getini("backproof_lang")
    if lang and lang not in LANGUAGES:
        raise pytest.UsageError(f"backproof_lang is {lang!r}; ko or en would be right")
    _running.append(lang or _system_language())


def pytest_unconfigure() -> None:
    """Forget it."""
    if _running:
        _running.pop()


def _system_language() -> str:
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    asked = next(filter(None, map(os.environ.get, names)), "")
    return "ko" if asked.lower().startswith("ko") else "en"


def assert_gradient(
    forward: Callable[..., Any] | Check,
    backward: Callable[..., Any] | Mapping[str, Any] | None = None,
    shapes: Mapping[str, Any] | None = None,
    *,
    wrt: tuple[str, ...] | str | None = None,
    sample: Mapping[str, Any] | None = None,
    at_least: Verdict | None = None,
) -> Proof:
    """Assert that a backward pass is the derivative of its forward pass.

    Call it as ``assert_gradient(forward, backward, shapes)``, as ``assert_gradient(layer, shapes)``
    or with a `Check`; the arguments are those of `prove`.

    Args:
        forward: a NumPy function of the inputs, a layer, or a `Check`.
        backward: the backward pass; left out for a layer and for a `Check`.
        shapes: input names in argument order, each with its shape.
        wrt: the inputs whose gradients are returned.
        sample: how numbers for an input are drawn.
        at_least: the weakest verdict that passes; ``Verdict.PROVED_AT`` if left out.
            ``Verdict.WITNESSED`` also passes code of which only the numbers agree.

    Returns:
        The proof.

    Raises:
        AssertionError: with the report, and a counterexample that can be copied, if the verdict is
            weaker.
        ValueError: if the arguments do not fit, or the backward pass returns no gradients at all.

    >>> proof = assert_gradient(lambda x: x * x, lambda g, x: 2 * g * x, {"x": ("N",)})
    >>> proof.verdict.name
    'PROVED'
    """
    __tracebackhide__ = True
    from backproof.proof.prove import Check  # noqa: PLC0415 - brings NumPy, which takes a while
    from backproof.proof.verdict import Verdict  # noqa: PLC0415

    weakest = Verdict.PROVED_AT if at_least is None else at_least
    if not isinstance(weakest, Verdict) or weakest > Verdict.WITNESSED:
        raise ValueError(f"at_least is {at_least!r}; PROVED, PROVED_AT or WITNESSED would be right")
    arguments = (backward, shapes, wrt, sample)
    if not isinstance(forward, Check):
        proof = _proof(lambda: Check(forward, *arguments).prove())
    elif any(one is not None for one in arguments):
        raise ValueError("a Check has its arguments already; no others can be given")
    else:
        proof = _proof(forward.prove)
    if proof.verdict > weakest:
        lang = _running[-1] if _running else _system_language()
        call = "backward(g, *inputs.values())"
        if not callable(forward.backward if isinstance(forward, Check) else backward):
            call = "y, pullback = layer(*inputs.values()); pullback(g)"
        raise AssertionError(report(proof, weakest, lang, call))
    return proof


@pytest.fixture(scope="session", name="assert_gradient")
def _assert_gradient() -> Callable[..., Proof]:
    """Assert that a backward pass is the derivative of its forward pass."""
    return assert_gradient


def _proof(prove: Callable[[], Proof]) -> Proof:
    """Run the prover; what it refuses is said without the frames of its inside."""
    __tracebackhide__ = True
    try:
        return prove()
    except ValueError as error:
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = trace.tb_frame.f_globals.get("__name__", "") if trace is not None else ""
        if not is_ours(where):
            raise  # the user's own code raised it
        message = str(error)
    raise ValueError(message)


def report(proof: Proof, weakest: Verdict, lang: str, call: str) -> str:
    """Return the message of a failure: the report, and how to see it again by a ``call``."""
    words = WORDS[lang]
    lines = [words["wanted"].format(got=proof.verdict.name, wanted=weakest.name)]
    lines.append(proof.explain(lang))
    if proof.counterexample is not None:
        lines += ["", words["again"], *again(proof.counterexample, call, words["entry"])]
    return "\n".join(lines)


def again(found: Difference, call: str, entry: str) -> list[str]:
    """Return a counterexample as lines of Python, with a comment that says what to expect."""
    index = f"[{', '.join(map(str, found.index))}]" if found.index else ""
    claimed, true = (
        repr(float(array[found.index] if found.index else array))
        for array in (found.claimed, found.true)
    )
    return [
        "import numpy as np",
        "inputs = {",
        *(f"    {name!r}: {literal(value)}," for name, value in found.inputs.items()),
        "}",
        f"g = {literal(found.upstream)}",
        f"# {call}",
        f"# {entry.format(entry=f'd{found.name}{index}', claimed=claimed, true=true)}",
    ]


def literal(value: Any) -> str:
    """Return an array as Python that makes it again.

    >>> import numpy as np
    >>> literal(np.array([[1.5, np.inf]]))
    'np.array([[1.5, np.inf]])'
    >>> literal(np.array([0, 2], dtype=np.int32))
    "np.array([0, 2], dtype='int32')"
    >>> literal(np.float64(0.5))
    'np.float64(0.5)'
    """
    import numpy as np  # noqa: PLC0415 - not before it is needed

    if not isinstance(value, np.ndarray):
        return repr(value)
    numbers = re.sub(r"\b(nan|inf)\b", r"np.\1", repr(value.tolist()))
    dtype = "" if value.dtype == np.float64 else f", dtype={value.dtype.name!r}"
    shape = "" if value.size else f".reshape({value.shape})"
    return f"np.array({numbers}{dtype}){shape}"
