"""Rules that choose: by an `if`, by a comparison, by integer labels, by a mask."""

from tests.proof.fuzz.rules import Step, like


def positives(r, u):
    """Return the sum of the entries that a mask lets through."""
    if not u.shape:
        return None
    forward = ("{u}[{u} > 0].sum()", "np.sum({u} * ({u} > 0))", "np.sum({u}, where={u} > 0)")
    back = ("{g} * ({u} > 0)", "{d} = np.zeros_like({u})\n{d}[{u} > 0] = {g}")
    return like(
        "sum of the positive", u, (), forward, back, level=u.level + 1, positive=False, sparse=True
    )


def branch(r, u):
    """Return one of two functions, by an `if` on a number, a size or a number of axes."""
    if u.shape and r.random() < 0.5:
        forward = ("{u} * 2 if {u}.shape[0] > 1 else {u}",)
        back = ("{g} * 2 if {u}.shape[0] > 1 else {g}",)
        return like("if on a size", u, u.shape, forward, back, level=u.level + 1)
    if u.shape:
        axes = len(u.shape)
        forward = (f"{{u}} * 2 if {{u}}.ndim == {axes} else {{u}} * 3",)
        back = (f"{{g}} * 2 if {{g}}.ndim == {axes} else {{g}} * 3",)
        return like("if on axes", u, u.shape, forward, back, level=u.level + 1)
    forward = ("{u} * {u} if {u} > 0 else -3 * {u}",)
    back = ("2 * {g} * {u} if {u} > 0 else -3 * {g}",)
    return like("if on a number", u, (), forward, back, level=2 * u.level, positive=False)


def weigh(r, u):
    """Return entries times their place along an axis."""
    if not u.shape or u.level > 3:
        return None
    places = "np.arange({u}.shape[-1])"
    forward = (f"{{u}} * {places}", f"{places} * {{u}}")
    return like(
        "places",
        u,
        u.shape,
        forward,
        (f"{{g}} * {places}", f"{places} * {{g}}"),
        level=u.level + 2,
        sparse=True,
        positive=False,
    )


def take(r, u, t):
    """Return one entry of each row by integer labels: u (N, D), t (N,) below D."""
    at = "np.arange({u}.shape[0]), {w}"
    back = (
        f"{{d}} = np.zeros_like({{u}})\n{{d}}[{at}] = {{g}}",
        f"{{d}} = np.zeros({{u}}.shape)\n{{d}}[{at}] += {{g}}",
        "{d} = np.zeros_like({u})\nfor i in range({u}.shape[0]):\n    {d}[i, {w}[i]] = {g}[i]",
        "{g}[:, None] * (np.arange({u}.shape[1]) == {w}[:, None])",
    )
    forward = (f"{{u}}[{at}]", "np.sum({u} * (np.arange({u}.shape[1]) == {w}[:, None]), axis=1)")
    return Step(
        "take",
        (u, t),
        (u.shape[0],),
        forward,
        (back, ()),
        positive=u.positive,
        level=u.level,
        sparse=u.sparse,
    )


def rows(r, u, t):
    """Return rows by integer labels, repeats among them: u (K, D), t (N,) below K."""
    back = (
        "{d} = np.zeros_like({u})\nnp.add.at({d}, {w}, {g})",
        "{d} = np.zeros_like({u})\nfor i in range({w}.shape[0]):\n    {d}[{w}[i]] += {g}[i]",
        "{d} = np.zeros({u}.shape)\nfor i, k in enumerate({w}):\n    {d}[k] = {d}[k] + {g}[i]",
    )
    return Step(
        "rows",
        (u, t),
        (*t.shape, *u.shape[1:]),
        ("{u}[{w}]",),
        (back, ()),
        positive=u.positive,
        level=u.level,
        sparse=True,
    )


def masked(r, u, m):
    """Return entries that a mask lets through."""
    forward = ("{u} * {w}", "np.where({w} > 0, {u}, 0)", "{o} = {u}.copy()\n{o}[{w} == 0] = 0")
    back = ("{g} * {w}", "np.where({w} > 0, {g}, 0)", "{d} = {g}.copy()\n{d}[{w} == 0] = 0")
    return Step(
        "mask", (u, m), u.shape, forward, (back, ()), elementwise=True, level=u.level, sparse=True
    )


RULES = (weigh, positives, branch)
