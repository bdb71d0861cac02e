"""Rules that make arrays larger, and take them apart again."""

from tests.proof.fuzz.rules import Step, at_axis, like, plus, times, with_length


def enlarge(r, u):
    """Return padding, tiles, repetitions or an inserted column of ones."""
    if len(u.shape) not in {1, 2} or u.may_be_empty:
        return None
    d = len(u.shape) - 1
    more, twice = with_length(u, d, plus(u.shape[d], 2)), with_length(u, d, times(u.shape[d], 2))
    pads = "(1, 1)" if d == 0 else "((0, 0), (1, 1))"
    one = with_length(u, d, plus(u.shape[d], 1))
    tiles = "2" if d == 0 else "(1, 2)"
    pair = "{u}.shape + (2,)"
    halfway = (
        f"{{g}}[{at_axis(d, f':{{u}}.shape[{d}]')}] + {{g}}[{at_axis(d, f'{{u}}.shape[{d}]:')}]"
    )
    return r.choice(
        [
            like(
                "pad",
                u,
                more,
                (f"np.pad({{u}}, {pads})",),
                (f"{{g}}[{at_axis(d, '1:-1')}]",),
                sparse=True,
                positive=False,
            ),
            like(
                "tile",
                u,
                twice,
                (f"np.tile({{u}}, {tiles})", f"np.concatenate([{{u}}, {{u}}], axis={d})"),
                (halfway,),
                sparse=True,
            ),
            like(
                "repeat",
                u,
                twice,
                (f"np.repeat({{u}}, 2, axis={d})",),
                (
                    f"{{g}}[{at_axis(d, '::2')}] + {{g}}[{at_axis(d, '1::2')}]",
                    f"{{g}}.reshape({pair}).sum(axis=-1)",
                ),
                sparse=True,
            ),
            like(
                "insert",
                u,
                one,
                (f"np.insert({{u}}, 0, 1, axis={d})",),
                (f"{{g}}[{at_axis(d, '1:')}]",),
                sparse=True,
                positive=False,
            ),
        ]
    )


def diagonal(r, u):
    """Return the matrix with a vector on its diagonal."""
    if len(u.shape) != 1:
        return None
    return like(
        "diag",
        u,
        u.shape * 2,
        ("np.diag({u})",),
        ("np.diag({g})", "{g}[np.arange({u}.shape[0]), np.arange({u}.shape[0])]"),
        sparse=True,
        positive=False,
    )


def join(r, u, w):
    """Return two arrays side by side, or on top of each other."""
    if not u.shape or u.may_be_empty or w.may_be_empty:
        return None
    flags = {"level": max(u.level, w.level), "sparse": True, "positive": u.positive and w.positive}
    if u.shape == w.shape and r.random() < 0.4:
        forward = ("np.stack([{u}, {w}])", "np.stack(({u}, {w}), axis=0)")
        return Step("stack", (u, w), (2, *u.shape), forward, (("{g}[0]",), ("{g}[1]",)), **flags)
    d = len(u.shape) - 1
    if len(w.shape) != len(u.shape) or u.shape[:d] != w.shape[:d] or d > 1:
        return None
    at = [at_axis(d, f":{{u}}.shape[{d}]"), at_axis(d, f"{{u}}.shape[{d}]:")]
    forward = (
        f"np.concatenate([{{u}}, {{w}}], axis={d})",
        "np.hstack([{u}, {w}])",
        "np.concatenate(({u}, {w}), axis=-1)",
    )
    joined = (
        u.shape[d] + w.shape[d]
        if isinstance(u.shape[d], int) and isinstance(w.shape[d], int)
        else f"2*{u.shape[d]}"
        if u.shape[d] == w.shape[d]
        else f"{u.shape[d]}+{w.shape[d]}"
    )
    back = tuple((f"{{g}}[{a}]",) for a in at)
    return Step("concatenate", (u, w), with_length(u, d, joined), forward, back, **flags)


def halves(r, u):
    """Return the halves of an axis of even length, one as the gate of the other."""
    if len(u.shape) != 2 or not str(u.shape[1]).startswith("2*") or u.level > 2:
        return None
    half = str(u.shape[1])[2:]
    n = "{u}.shape[1] // 2"
    p, q = f"{{u}}[:, :{n}]", f"{{u}}[:, {n}:]"
    forward = (
        f"{p} * {q}",
        "np.multiply(*np.split({u}, 2, axis=1))",
        f"h = {n}\n{{o}} = {{u}}[:, :h] * {{u}}[:, h:]",
    )
    back = (
        f"np.concatenate([{{g}} * {q}, {{g}} * {p}], axis=1)",
        f"np.hstack([{{g}} * {q}, {{g}} * {p}])",
        f"{{d}} = np.zeros_like({{u}})\n{{d}}[:, :{n}] = {{g}} * {q}\n{{d}}[:, {n}:] = {{g}} * {p}",
    )
    return like("halves", u, (u.shape[0], half), forward, back, level=2 * u.level)


RULES = (halves, halves, enlarge, enlarge, diagonal)
