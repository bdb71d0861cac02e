"""Rules that move entries: axes, slices, neighbours."""

from tests.proof.fuzz.rules import at_axis, like, with_length


def transpose(r, u):
    """Return permuted axes."""
    if len(u.shape) == 2:
        forward = (
            "{u}.T",
            "np.transpose({u})",
            "np.swapaxes({u}, 0, 1)",
            "np.moveaxis({u}, 0, 1)",
            "{u}.transpose(1, 0)",
        )
        back = (
            "{g}.T",
            "np.transpose({g})",
            "np.swapaxes({g}, 0, 1)",
            "{g}.transpose()",
            "np.einsum('dn->nd', {g})",
        )
        return like("transpose", u, u.shape[::-1], forward, back)
    if len(u.shape) == 3:
        a, b, c = u.shape
        if r.random() < 0.5:
            return like(
                "swapaxes",
                u,
                (a, c, b),
                ("{u}.swapaxes(1, 2)", "{u}.transpose(0, 2, 1)"),
                ("{g}.swapaxes(1, 2)", "np.transpose({g}, (0, 2, 1))"),
            )
        return like(
            "moveaxis",
            u,
            (b, c, a),
            ("np.moveaxis({u}, 0, -1)", "{u}.transpose(1, 2, 0)"),
            ("np.moveaxis({g}, -1, 0)", "{g}.transpose(2, 0, 1)"),
        )
    return None


def flatten(r, u):
    """Return all entries in one axis, or the later axes joined."""
    if len(u.shape) == 2 and 1 not in u.shape:
        joined = "*".join(f"({s})" for s in u.shape)
        forward = ("{u}.reshape(-1)", "{u}.ravel()", "{u}.flatten()", "np.reshape({u}, -1)")
        return like(
            "flatten",
            u,
            (joined,),
            forward,
            ("{g}.reshape({u}.shape)", "np.reshape({g}, {u}.shape)"),
        )
    if len(u.shape) == 3:
        joined = "*".join(f"({s})" for s in u.shape[1:])
        forward = (
            "{u}.reshape({u}.shape[0], -1)",
            "{u}.reshape(({u}.shape[0], {u}.shape[1] * {u}.shape[2]))",
        )
        return like("flatten", u, (u.shape[0], joined), forward, ("{g}.reshape({u}.shape)",))
    return None


def new_axis(r, u):
    """Return an axis of length 1 more, or less."""
    if 1 in u.shape and len(u.shape) > 1 and r.random() < 0.7:
        d = u.shape.index(1)
        shape = tuple(s for k, s in enumerate(u.shape) if k != d)
        forward = (
            f"np.squeeze({{u}}, axis={d})",
            f"{{u}}[{at_axis(d, '0')}]",
            f"{{u}}.sum(axis={d})",
        )
        return like(
            "squeeze", u, shape, forward, (f"np.expand_dims({{g}}, {d})", "{g}.reshape({u}.shape)")
        )
    if len(u.shape) == 1:
        d = r.randrange(2)
        key = ("None, :", ":, None")[d]
        forward = (
            f"{{u}}[{key}]",
            f"np.expand_dims({{u}}, {d})",
            f"{{u}}[{key.replace('None', 'np.newaxis')}]",
        )
        back = (f"np.squeeze({{g}}, axis={d})", f"{{g}}[{at_axis(d, '0')}]", f"{{g}}.sum(axis={d})")
        return like("new axis", u, (1, *u.shape) if d == 0 else (*u.shape, 1), forward, back)
    return None


def reverse(r, u):
    """Return an axis turned round, or a matrix turned by a right angle."""
    if len(u.shape) == 2 and r.random() < 0.3:
        return like(
            "rot90", u, u.shape[::-1], ("np.rot90({u})",), ("np.rot90({g}, -1)", "np.rot90({g}, 3)")
        )
    if not u.shape:
        return None
    d = r.randrange(len(u.shape))
    forward = (f"np.flip({{u}}, {d})", f"{{u}}[{at_axis(d, '::-1')}]")
    return like(
        "flip", u, u.shape, forward, (f"np.flip({{g}}, {d})", f"{{g}}[{at_axis(d, '::-1')}]")
    )


def pick(r, u):
    """Return one entry along an axis."""
    if not u.shape or u.may_be_empty:
        return None
    d = r.randrange(len(u.shape))
    key = at_axis(d, r.choice(["0", "-1"]))
    back = (
        f"{{d}} = np.zeros_like({{u}})\n{{d}}[{key}] = {{g}}",
        f"{{d}} = np.zeros({{u}}.shape)\n{{d}}[{key}] += {{g}}",
    )
    return like("entry", u, (*u.shape[:d], *u.shape[d + 1 :]), (f"{{u}}[{key}]",), back)


def part(r, u):
    """Return a slice, or the differences of neighbours."""
    if not u.shape or u.may_be_empty:
        return None
    d = r.randrange(len(u.shape))
    length = u.shape[d]
    if length == 1:
        return None
    shorter = length - 1 if isinstance(length, int) else f"{length}-1"
    late, early = at_axis(d, "1:"), at_axis(d, ":-1")
    if r.random() < 0.4:
        forward = (f"{{u}}[{late}] - {{u}}[{early}]", f"np.subtract({{u}}[{late}], {{u}}[{early}])")
        back = (
            f"{{d}} = np.zeros_like({{u}})\n{{d}}[{late}] += {{g}}\n{{d}}[{early}] -= {{g}}",
            f"{{d}} = np.zeros({{u}}.shape)\n{{d}}[{late}] = {{g}}\n{{d}}[{early}] -= {{g}}",
        )
        return like(
            "differences",
            u,
            with_length(u, d, shorter),
            forward,
            back,
            level=u.level + 1,
            positive=False,
        )
    key = r.choice([late, early])
    pads = ["(0, 0)"] * len(u.shape)
    pads[d] = "(1, 0)" if key == late else "(0, 1)"
    pads = f"({', '.join(pads)},)"
    back = (f"{{d}} = np.zeros_like({{u}})\n{{d}}[{key}] = {{g}}", f"np.pad({{g}}, {pads})")
    return like("slice", u, with_length(u, d, shorter), (f"{{u}}[{key}]",), back)


RULES = (transpose, transpose, flatten, new_axis, reverse, pick, part)
