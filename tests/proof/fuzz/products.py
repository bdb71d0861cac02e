"""Rules for products of matrices and vectors."""

from tests.proof.fuzz.rules import HIGHEST, Step


def matrices(r, u, w):
    """Return a product of two matrices, the second perhaps transposed."""
    (n, d), (e, k) = u.shape, w.shape
    fits = [t for t, length in (("", e), ("T", k)) if length == d]
    if not fits:
        return None
    if r.choice(fits) == "T":
        forward = (
            "{u} @ {w}.T",
            "np.dot({u}, {w}.T)",
            "np.einsum('nd,kd->nk', {u}, {w})",
            "np.tensordot({u}, {w}, axes=([1], [1]))",
        )
        left = ("{g} @ {w}", "np.dot({g}, {w})", "np.einsum('nk,kd->nd', {g}, {w})")
        right = (
            "{g}.T @ {u}",
            "np.dot({g}.T, {u})",
            "np.einsum('nk,nd->kd', {g}, {u})",
            "np.tensordot({g}, {u}, axes=([0], [0]))",
            "({u}.T @ {g}).T",
            (
                "{d} = np.zeros_like({w})\n"
                "for i in range({u}.shape[0]):\n"
                "    {d} += np.outer({g}[i], {u}[i])"
            ),
        )
        shape = (n, e)
    else:
        forward = (
            "{u} @ {w}",
            "np.dot({u}, {w})",
            "{u}.dot({w})",
            "np.matmul({u}, {w})",
            "np.einsum('nd,dk->nk', {u}, {w})",
            "np.tensordot({u}, {w}, axes=1)",
            (
                "{o} = np.zeros(({u}.shape[0], {w}.shape[1]))\n"
                "for i in range({u}.shape[0]):\n"
                "    {o}[i] = {u}[i] @ {w}"
            ),
            "{o} = np.empty(({u}.shape[0], {w}.shape[1]))\nnp.matmul({u}, {w}, out={o})",
        )
        left = (
            "{g} @ {w}.T",
            "np.dot({g}, {w}.T)",
            "np.einsum('nk,dk->nd', {g}, {w})",
            "({w} @ {g}.T).T",
            "{d} = np.zeros_like({u})\nfor i in range({u}.shape[0]):\n    {d}[i] = {w} @ {g}[i]",
            "{d} = np.zeros({u}.shape)\nnp.dot({g}, {w}.T, out={d})",
        )
        right = (
            "{u}.T @ {g}",
            "np.dot({u}.T, {g})",
            "np.einsum('nd,nk->dk', {u}, {g})",
            "np.tensordot({u}, {g}, axes=([0], [0]))",
            (
                "{d} = np.zeros_like({w})\n"
                "for i in range({u}.shape[0]):\n"
                "    {d} += {u}[i][:, None] * {g}[i]"
            ),
            (
                "{d} = np.zeros_like({w})\n"
                "for i in range({w}.shape[0]):\n"
                "    for j in range({w}.shape[1]):\n"
                "        {d}[i, j] = np.sum({u}[:, i] * {g}[:, j])"
            ),
        )
        shape = (n, k)
    level = u.level + w.level
    if level > HIGHEST:
        return None
    return Step(
        "matmul", (u, w), shape, forward, (left, right), level=level, sparse=u.sparse or w.sparse
    )


def with_vector(r, u, w):
    """Return a matrix times a vector."""
    if u.shape[1] != w.shape[0] or u.level + w.level > HIGHEST:
        return None
    forward = (
        "{u} @ {w}",
        "np.dot({u}, {w})",
        "np.einsum('nd,d->n', {u}, {w})",
        "({u} * {w}).sum(axis=1)",
    )
    left = (
        "np.outer({g}, {w})",
        "{g}[:, None] * {w}",
        "np.einsum('n,d->nd', {g}, {w})",
        "{d} = np.zeros_like({u})\nfor i in range({u}.shape[0]):\n    {d}[i] = {g}[i] * {w}",
    )
    right = (
        "{u}.T @ {g}",
        "{g} @ {u}",
        "np.dot({u}.T, {g})",
        "np.einsum('nd,n->d', {u}, {g})",
        "({g}[:, np.newaxis] * {u}).sum(axis=0)",
    )
    return Step(
        "matvec",
        (u, w),
        (u.shape[0],),
        forward,
        (left, right),
        level=u.level + w.level,
        sparse=u.sparse or w.sparse,
    )


def vectors(r, u, w):
    """Return an inner or an outer product."""
    level = u.level + w.level
    if level > HIGHEST:
        return None
    sparse = u.sparse or w.sparse
    if u.shape == w.shape and r.random() < 0.5:
        forward = (
            "{u} @ {w}",
            "np.dot({u}, {w})",
            "np.sum({u} * {w})",
            "np.einsum('d,d->', {u}, {w})",
        )
        return Step(
            "dot",
            (u, w),
            (),
            forward,
            (("{g} * {w}",), ("{g} * {u}", "{u} * {g}")),
            level=level,
            sparse=sparse,
        )
    forward = (
        "np.outer({u}, {w})",
        "{u}[:, None] * {w}[None, :]",
        "np.einsum('n,k->nk', {u}, {w})",
    )
    left = ("{g} @ {w}", "({g} * {w}).sum(axis=1)", "np.einsum('nk,k->n', {g}, {w})")
    right = ("{g}.T @ {u}", "{u} @ {g}", "np.einsum('nk,n->k', {g}, {u})")
    return Step(
        "outer", (u, w), u.shape + w.shape, forward, (left, right), level=level, sparse=sparse
    )


def stacks(r, u, w):
    """Return a product of a stack of matrices with a matrix or a stack."""
    if u.level + w.level > HIGHEST:
        return None
    level, sparse = u.level + w.level, u.sparse or w.sparse
    if len(w.shape) == 2 and u.shape[2] == w.shape[0]:
        forward = (
            "{u} @ {w}",
            "np.einsum('bnd,dk->bnk', {u}, {w})",
            "np.tensordot({u}, {w}, axes=([2], [0]))",
        )
        left = ("{g} @ {w}.T", "np.einsum('bnk,dk->bnd', {g}, {w})")
        right = (
            "np.einsum('bnd,bnk->dk', {u}, {g})",
            "np.tensordot({u}, {g}, axes=([0, 1], [0, 1]))",
            "({u}.swapaxes(1, 2) @ {g}).sum(axis=0)",
            "{d} = np.zeros_like({w})\nfor i in range({u}.shape[0]):\n    {d} += {u}[i].T @ {g}[i]",
        )
        return Step(
            "stack @ matrix",
            (u, w),
            (*u.shape[:2], w.shape[1]),
            forward,
            (left, right),
            level=level,
            sparse=sparse,
        )
    if len(w.shape) == 3 and u.shape == w.shape:
        forward = (
            "{u} @ {w}.transpose(0, 2, 1)",
            "np.einsum('bnd,bmd->bnm', {u}, {w})",
            "np.matmul({u}, np.swapaxes({w}, 1, 2))",
        )
        left = ("{g} @ {w}", "np.einsum('bnm,bmd->bnd', {g}, {w})")
        right = (
            "{g}.transpose(0, 2, 1) @ {u}",
            "np.moveaxis({g}, 1, 2) @ {u}",
            "np.einsum('bnm,bnd->bmd', {g}, {u})",
        )
        return Step(
            "stack @ stack",
            (u, w),
            (*u.shape[:2], u.shape[1]),
            forward,
            (left, right),
            level=level,
            sparse=sparse,
        )
    return None


def product(r, u, w):
    """Return the product that the numbers of axes allow, or None."""
    rule = {
        (2, 2): matrices,
        (2, 1): with_vector,
        (1, 1): vectors,
        (3, 2): stacks,
        (3, 3): stacks,
    }.get((len(u.shape), len(w.shape)))
    if rule is None or u.may_be_empty or w.may_be_empty:
        return None
    return rule(r, u, w)
