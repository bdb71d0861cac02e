"""One mistake in a backward pass: a random change of its syntax tree."""

import ast
import random
from dataclasses import replace

from tests.proof.fuzz.truth import Crash, judge

OPERATORS = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
}
COMPARISONS = {
    ast.Gt: ast.Lt,
    ast.Lt: ast.Gt,
    ast.GtE: ast.LtE,
    ast.LtE: ast.GtE,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
NAMES = {
    "sum": ("mean", "max"),
    "mean": ("sum", "max"),
    "max": ("min", "mean"),
    "min": ("max",),
    "argmax": ("argmin",),
    "argmin": ("argmax",),
    "sin": ("cos",),
    "cos": ("sin",),
    "exp": ("expm1", "tanh"),
    "tanh": ("sin",),
    "log": ("log1p",),
    "sqrt": ("square",),
    "sign": ("abs",),
    "abs": ("sign",),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "multiply": ("divide", "add"),
    "add": ("subtract",),
    "subtract": ("add",),
    "divide": ("multiply",),
    "zeros_like": ("ones_like",),
    "ones_like": ("zeros_like",),
    "var": ("std",),
    "outer": ("add.outer",),
    "repeat": ("tile",),
    "flip": ("array",),
    "cumsum": ("cumprod",),
}
TRIES = 200


def body_of(tree):
    """Return the function that gives the gradients."""
    found = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    return next(n for n in found if n.name in {"backward", "pullback"})


def changes(function, r):
    """Return the possible mistakes: a name, and what makes it."""
    out = []
    slots = []
    for node in ast.walk(function):
        for field, value in ast.iter_fields(node):
            if isinstance(value, list):
                slots += [(value, k, v) for k, v in enumerate(value) if isinstance(v, ast.AST)]
            elif isinstance(value, ast.AST):
                slots.append((node, field, value))
    names = sorted(
        {
            n.id
            for n in ast.walk(function)
            if isinstance(n, ast.Name)
            and n.id not in {"np", "range", "zip", "enumerate", "erf", "sigmoid"}
        }
    )
    for holder, key, node in slots:
        for label, new in (*expressions(node), *atoms(node, names, r)):
            out.append((label, holder, key, new))
        if isinstance(holder, list) and isinstance(node, ast.stmt):
            out += [(label, holder, key, new) for label, new in statements(node)]
    return out


def statements(node):
    """Yield changes of a statement."""
    if isinstance(node, ast.AugAssign):
        yield "+= for =", ast.Assign([node.target], node.value)
        yield "a statement left out", ast.Pass()
        yield (
            "the sign of +=",
            ast.AugAssign(
                node.target, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), node.value
            ),
        )
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        yield "a write left out", ast.Pass()
        yield "= for +=", ast.AugAssign(node.targets[0], ast.Add(), node.value)
    if isinstance(node, ast.Expr):
        yield "a call left out", ast.Pass()
    if (
        isinstance(node, ast.Return)
        and isinstance(node.value, ast.Tuple)
        and len(node.value.elts) > 1
    ):
        yield "two gradients exchanged", ast.Return(ast.Tuple(node.value.elts[::-1], ast.Load()))


def expressions(node):
    """Yield changes of an operation."""
    if isinstance(node, ast.BinOp):
        for other in OPERATORS.get(type(node.op), ()):
            yield "an operator", ast.BinOp(node.left, other(), node.right)
        yield "the right half left out", node.left
        yield "the left half left out", node.right
        if isinstance(node.op, ast.MatMult):
            yield "factors exchanged", ast.BinOp(node.right, node.op, node.left)
    if isinstance(node, ast.UnaryOp):
        yield "a sign left out", node.operand
    if isinstance(node, ast.Compare):
        yield (
            "a comparison",
            ast.Compare(node.left, [COMPARISONS[type(node.ops[0])]()], node.comparators),
        )


def atoms(node, names, r):
    """Yield changes of a name, a number, an attribute or a slice."""
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
    ):
        for other in {node.value + 1, node.value - 1, 2 * node.value, -node.value} - {node.value}:
            yield "a number", ast.Constant(other)
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "a truth value", ast.Constant(not node.value)
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield "a transpose left out", node.value
    if isinstance(node, ast.Attribute) and node.attr in NAMES:
        for other in NAMES[node.attr]:
            yield "a function", ast.Attribute(node.value, other, ast.Load())
    if isinstance(node, ast.Slice) and node.lower is not None and node.step is None:
        yield "a slice", ast.Slice(None, node.lower, None)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        yield "another variable", ast.Name(r.choice(names), ast.Load())
        yield "a factor 2", ast.BinOp(ast.Constant(2), ast.Mult(), node)
        yield "a sign", ast.UnaryOp(ast.USub(), node)


def mutant(program, places):
    """Return a really wrong program one mistake away, and which gradients are right.

    Now and then a mistake without effect is kept; it is a right program.
    """
    r = random.Random(f"mutation {program.name}")
    for _ in range(TRIES):
        tree = ast.parse(program.source)
        label, holder, key, new = r.choice(changes(body_of(tree), r))
        if isinstance(holder, list):
            holder[key] = new
        else:
            setattr(holder, key, new)
        try:
            source = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
            changed = replace(program, source=source, mutation=label)
            right = judge(changed, places)
        except (Crash, SyntaxError, TypeError, ValueError):
            continue
        if False in right.values() or r.random() < 0.1:
            return changed, right
    raise AssertionError(f"no mistake was found that runs: {program}")
