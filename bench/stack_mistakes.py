"""One mistake in one line, as people make them."""

import ast
from collections.abc import Iterator

SLOPES = {  # of one activation function, written for that of another
    "1 - {0} ** 2": ("{0} * (1 - {0})", "{0} > 0"),
    "1 - {0} * {0}": ("{0} * (1 - {0})", "1 - {0}"),
    "{0} * (1 - {0})": ("1 - {0} ** 2", "{0} > 0"),
    "{0} - {0} ** 2": ("1 - {0} ** 2",),
    "{0} > 0": ("1 - {0} ** 2", "1 - np.tanh({0}) ** 2"),
}
TURNED = {ast.Gt: ast.Lt, ast.LtE: ast.Gt}
MEANS = {"mean": "sum", "sum": "mean"}


def mistakes(line: str, known: set[str]) -> list[tuple[str, str]]:
    """Give the mistakes that fit a line: what kind, and how the line then reads.

    Args:
        line: one statement.
        known: the arrays that could stand there in another's place.
    """
    tree = ast.parse(line)
    (statement,) = tree.body
    found = []
    if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add):
        found.append(
            ("= for +=", ast.unparse(ast.Assign([statement.target], statement.value, lineno=1)))
        )
        turned = ast.AugAssign(statement.target, ast.Sub(), statement.value)
        found.append(("wrong sign", ast.unparse(turned)))
    for holder, field, place, node in _places(statement):
        for kind, new in _changes(node, known):
            _put(holder, field, place, new)
            found.append((kind, ast.unparse(ast.fix_missing_locations(statement))))
            _put(holder, field, place, node)
    return found


def _places(statement: ast.AST) -> list[tuple[ast.AST, str, int | None, ast.expr]]:
    """Give every expression that is read, and where it hangs."""
    out = []
    for holder in ast.walk(statement):
        for field, value in ast.iter_fields(holder):
            if field in ("targets", "target", "func"):
                continue
            listed = enumerate(value) if isinstance(value, list) else [(None, value)]
            out += [(holder, field, i, v) for i, v in listed if isinstance(v, ast.expr)]
    return out


def _put(holder: ast.AST, field: str, place: int | None, node: ast.expr) -> None:
    if place is None:
        setattr(holder, field, node)
    else:
        getattr(holder, field)[place] = node


def _changes(node: ast.expr, known: set[str]) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.BinOp():
            yield from _operations(node)
        case ast.UnaryOp(op=ast.USub()):
            yield "wrong sign", node.operand
        case ast.Attribute(attr="T"):
            yield "transposed operand", node.value
        case ast.Call(func=ast.Attribute(attr=("mean" | "sum") as name)):
            func = ast.Attribute(node.func.value, MEANS[name], ast.Load())
            kind = "missing mean" if name == "mean" else "mean for sum"
            yield kind, ast.Call(func, node.args, node.keywords)
            if other := _other_axis(node):
                yield "wrong axis", other
        case ast.Compare(ops=[op]):
            yield (
                "turned comparison",
                ast.Compare(node.left, [TURNED[type(op)]()], node.comparators),
            )
        case ast.Name() if node.id in known:
            for name in sorted(known - {node.id}):
                yield "stale variable", ast.Name(name, ast.Load())
    yield from _slopes(node)


def _operations(node: ast.BinOp) -> Iterator[tuple[str, ast.expr]]:
    left, op, right = node.left, node.op, node.right
    match op:
        case ast.Mult():
            yield "missing factor", left
            yield "missing factor", right
        case ast.Div():
            yield "missing mean" if "shape" in ast.unparse(right) else "missing factor", left
        case ast.Add() | ast.Sub():
            yield "forgotten term", left
            yield "forgotten term", right
            other = ast.Sub() if isinstance(op, ast.Add) else ast.Add()
            yield "wrong sign", ast.BinOp(left, other, right)
        case ast.MatMult():
            yield "operands exchanged", ast.BinOp(right, op, left)
            for one, two in ((_turned(left), right), (left, _turned(right))):
                yield "transposed operand", ast.BinOp(one, op, two)


def _turned(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value
    return ast.Attribute(node, "T", ast.Load())


def _other_axis(call: ast.Call) -> ast.expr | None:
    words = []
    for word in call.keywords:
        value = word.value
        if word.arg == "axis" and isinstance(value, ast.Constant):
            value = ast.Constant(1 - value.value)
        words.append(ast.keyword(word.arg, value))
    same = all(a.value is b.value for a, b in zip(words, call.keywords, strict=True))
    return None if same else ast.Call(call.func, call.args, words)


def _slopes(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    text = ast.unparse(node)
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    for form, others in SLOPES.items():
        if len(names) == 1 and text == form.format(*names):
            for other in others:
                yield "another slope", ast.parse(other.format(*names), mode="eval").body
