"""Rules that reduce axes: sums, means, maxima, variances, norms."""

from tests.proof.fuzz.rules import HIGHEST, Step


def _axes(r, u):
    """Return an axis= as code, the axes, and whether they are kept."""
    n = len(u.shape)
    choices = [(str(d), (d,)) for d in range(n)] + [("-1", (n - 1,))]
    if n > 1:
        choices += [("None", tuple(range(n)))]
    if n > 2:
        choices += [("(0, 1)", (0, 1)), ("(0, -1)", (0, n - 1))]
    code, axes = r.choice(choices)
    return code, axes, r.random() < 0.5


def reduced(u, axes, *, keep):
    return tuple(1 if d in axes else s for d, s in enumerate(u.shape) if keep or d not in axes)


def wide_of(u, code, axes, keep, name="{g}"):
    """Return code for a reduced array with its axes back at length 1."""
    if keep or len(axes) == len(u.shape):
        return name
    if len(axes) == 1:
        return f"np.expand_dims({name}, {code})"
    return f"np.expand_dims({name}, axis={code})"


def total(r, u):
    """Return a sum or a mean."""
    code, axes, keep = _axes(r, u)
    wide = wide_of(u, code, axes, keep)
    kept = ", keepdims=True" if keep else ""
    name = r.choice(["sum", "sum", "mean"])
    if name == "mean" and u.may_be_empty:
        return None
    where = f"axis={code}{kept}"
    forward = [f"{{u}}.{name}({where})", f"np.{name}({{u}}, {where})"]
    count = " * ".join(f"{{u}}.shape[{d}]" for d in axes)
    over = "" if name == "sum" else f" / ({count})" if len(axes) > 1 else f" / {count}"
    backward = [
        f"np.zeros_like({{u}}) + {wide}{over}",
        f"np.ones_like({{u}}) * {wide}{over}",
        f"np.broadcast_to({wide}{over}, {{u}}.shape)",
        f"{{d}} = np.zeros_like({{u}})\n{{d}} += {wide}{over}",
        f"{{d}} = np.empty_like({{u}})\n{{d}}[...] = {wide}{over}",
    ]
    if axes == (0,) and len(u.shape) == 2:
        backward += [
            f"np.repeat({wide}{over}, {{u}}.shape[0], axis=0)",
            f"np.tile({{g}}{over}, ({{u}}.shape[0], 1))",
            (
                f"{{d}} = np.zeros_like({{u}})\n"
                f"for i in range({{u}}.shape[0]):\n"
                f"    {{d}}[i] = {{g}}{'[0]' if keep else ''}{over}"
            ),
        ]
        if name == "sum" and not keep:
            forward += [
                "np.einsum('nd->d', {u})",
                "np.ones({u}.shape[0]) @ {u}",
                "{o} = np.zeros({u}.shape[1])\nfor i in range({u}.shape[0]):\n    {o} += {u}[i]",
            ]
            backward += ["np.outer(np.ones({u}.shape[0]), {g})"]
    if axes == (1,) and len(u.shape) == 2 and not keep:
        backward += [
            f"{{g}}[:, None] * np.ones_like({{u}}){over}",
            f"np.zeros_like({{u}}) + {{g}}.reshape(-1, 1){over}",
        ]
    level = min(u.level + (name == "sum"), HIGHEST)
    positive = u.positive and not u.may_be_empty
    return Step(
        name,
        (u,),
        reduced(u, axes, keep=keep),
        tuple(forward),
        (tuple(backward),),
        positive=positive,
        level=level,
        sparse=u.sparse,
    )


def extreme(r, u):
    """Return a maximum or a minimum over one axis or all."""
    if u.sparse or u.may_be_empty:
        return None
    code, axes, keep = _axes(r, u)
    if len(axes) not in {1, len(u.shape)}:
        return None
    wide = wide_of(u, code, axes, keep)
    name = r.choice(["max", "max", "min"])
    kept = ", keepdims=True" if keep else ""
    top = f"{{u}}.{name}(axis={code}, keepdims=True)"
    back = [f"{wide} * ({{u}} == {top})", f"np.where({{u}} == {top}, {wide}, 0)"]
    forward = [f"{{u}}.{name}(axis={code}{kept})", f"np.{name}({{u}}, axis={code}{kept})"]
    if axes == (1,) and len(u.shape) == 2 and not keep:
        at = f"np.arange({{u}}.shape[0]), {{u}}.arg{name}(axis=1)"
        forward += [f"{{u}}[{at}]"]
        back += [
            f"{{d}} = np.zeros_like({{u}})\n{{d}}[{at}] = {{g}}",
            (
                f"{{d}} = np.zeros({{u}}.shape)\n"
                f"for i in range({{u}}.shape[0]):\n"
                f"    {{d}}[i, np.arg{name}({{u}}[i])] += {{g}}[i]"
            ),
        ]
    return Step(
        name,
        (u,),
        reduced(u, axes, keep=keep),
        tuple(forward),
        (tuple(back),),
        positive=u.positive,
        level=u.level,
        sparse=u.sparse,
    )


def spread(r, u):
    """Return a variance, or a standard deviation made safe by a constant."""
    if u.may_be_empty or u.level > 3 or not u.shape:
        return None
    d = r.randrange(len(u.shape))
    if u.shape[d] == 1:  # a constant
        return None
    keep = r.random() < 0.5
    wide = wide_of(u, str(d), (d,), keep)
    kept = f"axis={d}, keepdims=True"
    centred = f"({{u}} - {{u}}.mean({kept}))"
    own = f"axis={d}{', keepdims=True' if keep else ''}"
    if r.random() < 0.5:
        forward = (
            f"{{u}}.var({own})",
            f"np.var({{u}}, {own})",
            f"np.mean({centred}**2, {own})",
            f"({{u}}**2).mean({own}) - {{u}}.mean({own})**2",
        )
        backward = (
            f"2 * {wide} * {centred} / {{u}}.shape[{d}]",
            f"2 / {{u}}.shape[{d}] * {centred} * {wide}",
        )
        return Step(
            "var",
            (u,),
            reduced(u, (d,), keep=keep),
            forward,
            (backward,),
            level=2 * u.level,
            sparse=True,
        )
    forward = (f"np.sqrt({{u}}.var({own}) + 0.5)", f"(0.5 + np.var({{u}}, {own}))**0.5")
    deviation = wide_of(u, str(d), (d,), keep, "{o}")
    backward = (
        f"{wide} * {centred} / ({{u}}.shape[{d}] * {deviation})",
        f"{wide} / {deviation} * {centred} / {{u}}.shape[{d}]",
    )
    return Step(
        "std",
        (u,),
        reduced(u, (d,), keep=keep),
        forward,
        (backward,),
        positive=True,
        level=u.level,
        sparse=u.sparse,
    )


def norm(r, u):
    """Return a Euclidean norm; not of a value that may be zero throughout."""
    if u.sparse or u.may_be_empty or not u.shape or u.level > 3:
        return None
    if r.random() < 0.5 and len(u.shape) == 2:
        d = r.randrange(2)
        wide = f"np.expand_dims({{g}} / {{o}}, {d})"
        forward = (
            f"np.linalg.norm({{u}}, axis={d})",
            f"np.sqrt(np.sum({{u}}**2, axis={d}))",
            f"(({{u}} * {{u}}).sum(axis={d}))**0.5",
        )
        back = (f"{wide} * {{u}}", f"{{u}} * {wide}")
        return Step(
            "norm",
            (u,),
            reduced(u, (d,), keep=False),
            forward,
            (back,),
            positive=True,
            level=u.level,
            sparse=u.sparse,
        )
    forward = ("np.linalg.norm({u})", "np.sqrt(np.sum({u}**2))", "np.sqrt(({u} * {u}).sum())")
    return Step(
        "norm",
        (u,),
        (),
        forward,
        (("{g} * {u} / {o}", "{g} / {o} * {u}"),),
        positive=True,
        level=u.level,
        sparse=u.sparse,
    )


RULES = (total, total, extreme, spread, norm)
