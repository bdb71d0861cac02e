"""Rules that work entry by entry: functions of one number and of two."""

from tests.proof.fuzz.rules import HIGHEST, Step, common

#: Name: (what it wants, the level it gives, forward, backward). Wants: "any", "positive", "small".
UNARY = {
    "exp": (
        "small",
        3,
        ("np.exp({u})", "{o} = {u}.copy()\nnp.exp({o}, out={o})"),
        ("{g} * {o}", "{g} * np.exp({u})", "np.multiply({o}, {g})", "{d} = {o}.copy()\n{d} *= {g}"),
    ),
    "tanh": (
        "any",
        1,
        ("np.tanh({u})",),
        (
            "{g} * (1 - {o}**2)",
            "(1 - {o} * {o}) * {g}",
            "{g} - {g} * {o}**2",
            "{g} / np.cosh({u})**2",
            "{d} = 1 - {o}**2\n{d} *= {g}",
        ),
    ),
    "sigmoid": (
        "any",
        1,
        ("1 / (1 + np.exp(-{u}))", "sigmoid({u})", "0.5 * (1 + np.tanh(0.5 * {u}))"),
        (
            "{g} * {o} * (1 - {o})",
            "{g} * ({o} - {o}**2)",
            "{g} * sigmoid({u}) * (1 - sigmoid({u}))",
            "{d} = {g} * {o}\n{d} -= {d} * {o}",
        ),
    ),
    "softplus": (
        "any",
        1,
        ("np.logaddexp(0, {u})", "np.log1p(np.exp({u}))", "np.log(1 + np.exp({u}))"),
        ("{g} / (1 + np.exp(-{u}))", "{g} * (1 - np.exp(-{o}))", "{g} * sigmoid({u})"),
    ),
    "square": (
        "any",
        2,
        (
            "{u}**2",
            "np.square({u})",
            "{u} * {u}",
            "np.power({u}, 2)",
            "{o} = {u}.copy()\n{o} *= {u}",
        ),
        ("2 * {g} * {u}", "{g} * {u} * 2", "{g} * {u} + {u} * {g}", "{d} = 2 * {u}\n{d} *= {g}"),
    ),
    "cube": (
        "small",
        3,
        ("{u}**3", "{u} * {u} * {u}"),
        ("3 * {g} * {u}**2", "{g} * 3 * {u} * {u}"),
    ),
    "root": (
        "any",
        1,
        ("np.sqrt(1 + {u}**2)", "({u}**2 + 1)**0.5"),
        ("{g} * {u} / {o}", "{g} * {u} / np.sqrt({u}**2 + 1)", "{g} * {u} * ({u}**2 + 1)**-0.5"),
    ),
    "sqrt": (
        "positive",
        1,
        ("np.sqrt({u})", "{u}**0.5"),
        ("{g} / (2 * {o})", "0.5 * {g} * {u}**-0.5", "{g} / 2 / np.sqrt({u})"),
    ),
    "log": ("positive", 1, ("np.log({u})",), ("{g} / {u}", "{g} * {u}**-1", "{g} * (1 / {u})")),
    "over": (
        "any",
        1,
        ("1 / (1 + {u}**2)", "(1 + {u} * {u})**-1"),
        ("-2 * {g} * {u} * {o}**2", "-{g} * 2 * {u} / (1 + {u}**2)**2"),
    ),
    "inverse": (
        "positive",
        2,
        ("1 / {u}", "{u}**-1"),
        ("-{g} * {o}**2", "-{g} / {u}**2", "-({g} / ({u} * {u}))"),
    ),
    "power": ("positive", 2, ("{u}**1.5", "np.power({u}, 1.5)"), ("1.5 * {g} * {u}**0.5",)),
    "expm1": ("small", 3, ("np.expm1({u})",), ("{g} * np.exp({u})", "{g} * ({o} + 1)")),
    "log1p": ("positive", 1, ("np.log1p({u})",), ("{g} / (1 + {u})",)),
    "sine": ("any", 1, ("np.sin({u})",), ("{g} * np.cos({u})",)),
    "cosine": ("any", 1, ("np.cos({u})",), ("-{g} * np.sin({u})", "-np.sin({u}) * {g}")),
    "erf": ("any", 1, ("erf({u})",), ("2 / np.sqrt(np.pi) * {g} * np.exp(-{u}**2)",)),
    "relu": (
        "any",
        1,
        (
            "np.maximum({u}, 0)",
            "np.maximum(0, {u})",
            "{u} * ({u} > 0)",
            "np.where({u} > 0, {u}, 0)",
            "np.clip({u}, 0, None)",
            "{o} = {u}.copy()\n{o}[{o} < 0] = 0",
            "{o} = np.zeros_like({u})\nnp.maximum({u}, 0, out={o})",
        ),
        (
            "{g} * ({u} > 0)",
            "np.where({u} > 0, {g}, 0)",
            "{g} * ({o} > 0)",
            "{d} = {g}.copy()\n{d}[{u} <= 0] = 0",
            "{d} = np.zeros_like({u})\n{d}[{u} > 0] = {g}[{u} > 0]",
            "{d} = {g} * 1.0\n{d} *= {u} > 0",
        ),
    ),
    "leaky": (
        "any",
        1,
        ("np.where({u} > 0, {u}, 0.1 * {u})", "np.maximum({u}, 0.1 * {u})"),
        (
            "{g} * np.where({u} > 0, 1, 0.1)",
            "np.where({u} > 0, {g}, 0.1 * {g})",
            "{d} = np.ones_like({u})\n{d}[{u} < 0] = 0.1\n{d} *= {g}",
            "{d} = {g}.copy()\n{d}[{u} < 0] *= 0.1",
        ),
    ),
    "elu": (
        "any",
        1,
        ("np.where({u} > 0, {u}, np.exp(np.minimum({u}, 0)) - 1)",),
        (
            "{g} * np.where({u} > 0, 1, {o} + 1)",
            "np.where({u} > 0, {g}, {g} * np.exp(np.minimum({u}, 0)))",
        ),
    ),
    "abs": (
        "any",
        1,
        ("np.abs({u})", "np.where({u} > 0, {u}, -{u})", "{u} * np.sign({u})"),
        (
            "{g} * np.sign({u})",
            "np.where({u} > 0, {g}, -{g})",
            "{d} = {g}.copy()\n{d}[{u} < 0] *= -1",
        ),
    ),
    "clip": (
        "any",
        1,
        ("np.clip({u}, -1, 1)", "np.minimum(np.maximum({u}, -1), 1)"),
        (
            "{g} * (({u} > -1) & ({u} < 1))",
            "{g} * (np.abs({u}) < 1)",
            "np.where(({u} > -1) & ({u} < 1), {g}, 0)",
            "{d} = {g}.copy()\n{d}[{u} < -1] = 0\n{d}[{u} > 1] = 0",
        ),
    ),
    "negative": (
        "any",
        1,
        ("-{u}", "np.negative({u})", "0 - {u}"),
        ("-{g}", "0 - {g}", "-1 * {g}"),
    ),
    "affine": ("any", 1, ("3 * {u} + 1", "1 + 3 * {u}"), ("3 * {g}", "{g} + 2 * {g}")),
    "complement": ("any", 1, ("1 - {u}", "{o} = 1.0 * -{u}\n{o} += 1"), ("-{g}", "-1.0 * {g}")),
    "half": ("any", 1, ("{u} / 2", "0.5 * {u}"), ("{g} / 2", "0.5 * {g}", "{g} * 0.5")),
}
POSITIVE = {"exp", "sigmoid", "softplus", "root", "sqrt", "over", "inverse", "power", "log1p"}
SPARSE = {"relu", "clip"}
BOUNDED = {"tanh", "sigmoid", "sine", "cosine", "over", "erf"}

#: Name: forward, backward to the left, backward to the right.
BINARY = {
    "add": (
        ("{u} + {w}", "np.add({u}, {w})"),
        ("{g}", "1.0 * {g}"),
        ("{g}", "{g} * 1"),
    ),
    "subtract": (("{u} - {w}", "np.subtract({u}, {w})"), ("{g}",), ("-{g}", "-1 * {g}")),
    "multiply": (
        ("{u} * {w}", "np.multiply({u}, {w})"),
        ("{g} * {w}", "{w} * {g}"),
        ("{g} * {u}", "{u} * {g}"),
    ),
    "divide": (
        ("{u} / {w}", "np.divide({u}, {w})", "{u} * (1 / {w})"),
        ("{g} / {w}", "{g} * (1 / {w})"),
        ("-{g} * {u} / {w}**2", "-{g} * {o} / {w}", "-({g} * {u}) / ({w} * {w})"),
    ),
    "maximum": (
        ("np.maximum({u}, {w})", "np.where({u} > {w}, {u}, {w})"),
        ("{g} * ({u} > {w})", "np.where({u} > {w}, {g}, 0)"),
        ("{g} * ({u} <= {w})", "np.where({u} > {w}, 0, {g})", "{g} * (1 - ({u} > {w}))"),
    ),
    "minimum": (
        ("np.minimum({u}, {w})", "np.where({u} < {w}, {u}, {w})"),
        ("{g} * ({u} < {w})",),
        ("{g} * ({w} <= {u})", "{g} * (1 - ({u} < {w}))"),
    ),
    "logaddexp": (
        ("np.logaddexp({u}, {w})", "np.log(np.exp({u}) + np.exp({w}))"),
        ("{g} / (1 + np.exp({w} - {u}))", "{g} * np.exp({u} - {o})"),
        ("{g} / (1 + np.exp({u} - {w}))", "{g} * np.exp({w} - {o})"),
    ),
    "choose": (
        ("np.where({u} > 0, {u}, {w})", "({u} > 0) * {u} + ({u} <= 0) * {w}"),
        ("{g} * ({u} > 0)", "np.where({u} > 0, {g}, 0)"),
        ("{g} * ({u} <= 0)", "np.where({u} > 0, 0, {g})"),
    ),
    "square of the difference": (
        ("({u} - {w})**2", "np.square({u} - {w})", "({u} - {w}) * ({u} - {w})"),
        ("2 * {g} * ({u} - {w})",),
        ("2 * {g} * ({w} - {u})", "-2 * {g} * ({u} - {w})"),
    ),
}
LEVELS = {"multiply": sum, "divide": lambda levels: levels[0] + 2, "choose": max}


def unary(r, u):
    """Return a random function of one number, or None."""
    name = r.choice(sorted(UNARY))
    wants, gives, forward, backward = UNARY[name]
    if wants == "positive" and not u.positive:
        return None
    if wants == "small" and u.level > 2:
        return None
    level = 1 if name in BOUNDED else max(gives, u.level) + (name in {"inverse", "affine"})
    level = 2 * u.level if name == "square" else level
    if level > HIGHEST or (name == "softplus" and u.level > 3):
        return None
    sparse = name in SPARSE or u.sparse
    positive = name in POSITIVE and not (name == "inverse" and not u.positive)
    return Step(
        name, (u,), u.shape, forward, (backward,), positive, level, sparse, elementwise=True
    )


def binary(r, u, w):
    """Return a random function of two numbers, or None."""
    name = r.choice(sorted(BINARY))
    forward, left, right = BINARY[name]
    shape = common(u.shape, w.shape)
    if shape is None or (name == "divide" and not w.positive):
        return None
    if u == w and name not in {"add", "multiply", "logaddexp"}:  # a tie everywhere, or a constant
        return None
    level = LEVELS.get(name, max)([u.level, w.level])
    level = 2 * level if name.startswith("square") else level
    if level > HIGHEST or (name == "logaddexp" and level > 3):
        return None
    if shape == u.shape and name in {"add", "subtract", "multiply", "divide"}:
        sign = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}[name]
        forward += (f"{{o}} = {{u}}.copy()\n{{o}} {sign}= {{w}}",)
    positive = u.positive and w.positive and name in {"add", "multiply", "divide", "maximum"}
    ties = u.shape != w.shape and name in {"maximum", "minimum", "choose"}
    sparse = u.sparse or w.sparse or ties
    return Step(
        name, (u, w), shape, forward, (left, right), positive, level, sparse, elementwise=True
    )
