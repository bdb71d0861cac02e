"""Rules in which each entry along an axis depends on all: softmax, normalising, sums so far."""

from tests.proof.fuzz.reductions import reduced, wide_of
from tests.proof.fuzz.rules import Step


def logsumexp(r, u):
    """Return the logarithm of a sum of exponentials along an axis."""
    if u.may_be_empty or not u.shape or u.level > 3:
        return None
    d, keep = r.randrange(len(u.shape)), r.random() < 0.5
    own = f"axis={d}{', keepdims=True' if keep else ''}"
    kept = f"axis={d}, keepdims=True"
    forward = (
        f"np.log(np.sum(np.exp({{u}}), {own}))",
        f"np.log(np.exp({{u}} - {{u}}.max({kept})).sum({own})) + {{u}}.max({own})",
    )
    wide, out = wide_of(u, str(d), (d,), keep), wide_of(u, str(d), (d,), keep, "{o}")
    back = (
        f"{wide} * np.exp({{u}} - {out})",
        f"{wide} * np.exp({{u}}) / np.exp({{u}}).sum({kept})",
    )
    return Step(
        "logsumexp",
        (u,),
        reduced(u, (d,), keep=keep),
        forward,
        (back,),
        level=u.level,
        sparse=u.sparse,
    )


def softmax(r, u):
    """Return softmax or its logarithm along the last axis."""
    if u.may_be_empty or not u.shape or u.level > 3 or u.shape[-1] == 1:
        return None
    k = "axis=-1, keepdims=True"
    e = f"np.exp({{u}} - {{u}}.max({k}))"
    if r.random() < 0.3:
        forward = (
            f"{{u}} - np.log(np.sum(np.exp({{u}}), {k}))",
            f"{{u}} - {{u}}.max({k}) - np.log({e}.sum({k}))",
        )
        back = (
            f"{{g}} - np.exp({{o}}) * {{g}}.sum({k})",
            f"{{g}} - np.exp({{o}}) * np.sum({{g}}, {k})",
        )
        return Step(
            "log of softmax", (u,), u.shape, forward, (back,), level=u.level, sparse=u.sparse
        )
    forward = [
        f"np.exp({{u}}) / np.sum(np.exp({{u}}), {k})",
        f"{e} / {e}.sum({k})",
        f"{{o}} = {e}\n{{o}} /= {{o}}.sum({k})",
    ]
    back = [
        f"{{o}} * ({{g}} - ({{g}} * {{o}}).sum({k}))",
        f"{{g}} * {{o}} - {{o}} * np.sum({{g}} * {{o}}, {k})",
    ]
    if len(u.shape) == 2:
        back += [
            "{o} * ({g} - np.einsum('nd,nd->n', {g}, {o})[:, None])",
            (
                "{d} = np.zeros_like({u})\n"
                "for i in range({u}.shape[0]):\n"
                "    {d}[i] = (np.diag({o}[i]) - np.outer({o}[i], {o}[i])) @ {g}[i]"
            ),
            (
                "{d} = np.empty_like({o})\n"
                "for i, (p, q) in enumerate(zip({o}, {g})):\n"
                "    {d}[i] = p * (q - q @ p)"
            ),
        ]
    return Step(
        "softmax", (u,), u.shape, tuple(forward), (tuple(back),), positive=True, sparse=u.sparse
    )


def normalise(r, u):
    """Return centred entries, or entries divided by their spread."""
    if u.may_be_empty or not u.shape or u.level > 2:
        return None
    d = r.randrange(len(u.shape))
    if u.shape[d] == 1:  # a constant
        return None
    k = f"axis={d}, keepdims=True"
    if r.random() < 0.6:
        forward = (f"{{u}} - {{u}}.mean({k})", f"{{u}} - np.mean({{u}}, {k})")
        back = (f"{{g}} - {{g}}.mean({k})", f"{{g}} - {{g}}.sum({k}) / {{u}}.shape[{d}]")
        return Step("centre", (u,), u.shape, forward, (back,), level=u.level, sparse=True)
    eps = r.choice(["0.1", "1e-2", "0.5"])
    s = f"np.sqrt({{u}}.var({k}) + {eps})"
    forward = (
        f"({{u}} - {{u}}.mean({k})) / {s}",
        f"({{u}} - {{u}}.mean({k})) * ({{u}}.var({k}) + {eps})**-0.5",
    )
    back = (f"({{g}} - {{g}}.mean({k}) - {{o}} * ({{g}} * {{o}}).mean({k})) / {s}",)
    return Step("normalise", (u,), u.shape, forward, (back,), level=1, sparse=True)


def cumulate(r, u):
    """Return cumulative sums along an axis."""
    if not u.shape or u.level > 4:
        return None
    d = r.randrange(len(u.shape))
    forward = (f"np.cumsum({{u}}, axis={d})", f"{{u}}.cumsum(axis={d})")
    back = [
        f"np.flip(np.cumsum(np.flip({{g}}, {d}), axis={d}), {d})",
        f"{{g}} + {{g}}.sum(axis={d}, keepdims=True) - np.cumsum({{g}}, axis={d})",
    ]
    if d == 0:
        back += [
            "{g}[::-1].cumsum(axis=0)[::-1]",
            "{d} = {g}.copy()\nfor i in range({d}.shape[0] - 2, -1, -1):\n    {d}[i] += {d}[i + 1]",
        ]
    return Step(
        "cumsum", (u,), u.shape, forward, (tuple(back),), level=u.level + 1, sparse=u.sparse
    )


RULES = (logsumexp, softmax, softmax, normalise, cumulate)
