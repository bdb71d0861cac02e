"""Write steps as Python source: the forward pass, and the backward pass in one of many styles."""

import ast
import re

from tests.proof.fuzz.rules import kind

FRESH = {
    *("sum", "mean", "where", "exp", "multiply", "dot", "matmul", "outer", "tile", "repeat", "pad"),
    *("zeros_like", "ones_like", "cumsum", "add", "tensordot", "concatenate", "hstack", "copy"),
}
UFUNC_OF = {ast.Mult: "multiply", ast.Add: "add", ast.Sub: "subtract", ast.Div: "divide"}


def is_fresh(code):
    """Say whether an expression surely makes an array of its own."""
    node = ast.parse(code, mode="eval").body
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        return name in FRESH
    return isinstance(node, ast.BinOp | ast.UnaryOp | ast.Compare)


def atom(code):
    """Return an expression in brackets if it needs them before a dot or a product."""
    node = ast.parse(code, mode="eval").body
    return (
        f"({code})" if isinstance(node, ast.BinOp | ast.UnaryOp | ast.Compare | ast.IfExp) else code
    )


def is_block(template):
    return "\n" in template or template.startswith(("{d} =", "{o} ="))


class Writer:
    """Chooses how to write each step; the style is what it likes best."""

    def __init__(self, r, style):
        self.r, self.style = r, style
        self.names = 0
        self.allowed = {"plain", "einsum"} if style in {"plain", "einsum"} else None

    def choose(self, templates, shape):
        """Return one of the templates: mostly one in the style, where there is one."""
        able = [t for t in templates if shape or not is_block(t)]
        able = [t for t in able if self.allowed is None or kind(t) in self.allowed] or able
        liked = [t for t in able if kind(t) == self.style]
        if liked and self.r.random() < 0.8:
            return self.r.choice(liked)
        return self.r.choice(able)

    def fresh_name(self):
        self.names += 1
        return f"t{self.names}"

    def value(self, step, out):
        """Return the lines that compute the value of a step."""
        names = dict(zip("uw", (a.name for a in step.args), strict=False))
        template = self.choose(step.forward, step.shape)
        if is_block(template):
            return template.format(o=out, **names).split("\n")
        code = template.format(**names)
        if step.elementwise and step.shape and self.r.random() < 0.7:
            if self.style == "loops":
                operands = {a.name: a.shape for a in step.args}
                size = next((a.name for a in step.args if a.shape == step.shape), None)
                if size:
                    return self.loop(code, out, size, operands, step.shape)
            if self.style == "out" and (call := self.with_out(code, out)):
                size = next((a.name for a in step.args if a.shape == step.shape), None)
                if size:
                    return [f"{out} = np.empty_like({size})", call]
        return [f"{out} = {code}"]

    def cotangent(self, step, k, out, g):
        """Return lines, and an expression for what operand k gets from the cotangent g."""
        arg = step.args[k]
        names = dict(zip("uw", (a.name for a in step.args), strict=False))
        template = self.choose(step.backward[k], step.shape if step.elementwise else arg.shape)
        shape = step.shape if step.elementwise else arg.shape
        if is_block(template):
            name = self.fresh_name()
            lines = template.format(d=name, g=g, o=out, **names).split("\n")
            return self.folded(lines, name, shape, arg)
        code = template.format(g=g, o=out, **names)
        if step.elementwise and shape and self.r.random() < 0.7:
            operands = {g: shape, out: shape, **{a.name: a.shape for a in step.args}}
            name = self.fresh_name()
            if self.style == "loops":
                return self.folded(self.loop(code, name, out, operands, shape), name, shape, arg)
            if self.style == "out" and (call := self.with_out(code, name)):
                lines = [f"{name} = np.empty_like({out})", call]
                return self.folded(lines, name, shape, arg)
        return self.folded([], code, shape, arg)

    def loop(self, code, target, size, operands, shape):
        """Return the same computation entry by entry, or row by row."""
        letters = "ij"[: self.r.randint(1, min(2, len(shape)))]

        def indexed(match):
            name = match[0]
            own = operands.get(name)
            if own is None or len(own) <= len(shape) - len(letters):
                return name
            lead = len(shape) - len(own)
            keys = [
                "0" if own[d - lead] == 1 and shape[d] != 1 else letters[d]
                for d in range(lead, len(letters))
            ]
            return f"{name}[{', '.join(keys)}]"

        body = re.sub(r"(?<![\w.])[A-Za-z]\w*", indexed, code)
        lines = [f"{target} = np.zeros_like({size})"]
        if len(letters) == 2 and self.r.random() < 0.4:
            lines.append(f"for i, j in np.ndindex({size}.shape[0], {size}.shape[1]):")
            return [*lines, f"    {target}[i, j] = {body}"]
        for d, letter in enumerate(letters):
            lines.append(f"{'    ' * d}for {letter} in range({size}.shape[{d}]):")
        return [*lines, f"{'    ' * len(letters)}{target}[{', '.join(letters)}] = {body}"]

    @staticmethod
    def with_out(code, target):
        """Return the outermost operation with out=, or None."""
        node = ast.parse(code, mode="eval").body
        if isinstance(node, ast.BinOp) and type(node.op) in UFUNC_OF:
            left, right = ast.unparse(node.left), ast.unparse(node.right)
            return f"np.{UFUNC_OF[type(node.op)]}({left}, {right}, out={target})"
        if isinstance(node, ast.Call) and re.match(
            r"np\.(exp|tanh|sin|cos|sqrt|log|multiply|add|subtract)\(", code
        ):
            return f"{code[:-1]}, out={target})"
        return None

    def folded(self, lines, code, shape, arg):
        """Sum over the axes that broadcasting added."""
        to = arg.shape
        if shape == to:
            return lines, code
        if not to:
            return lines, self.r.choice([f"{atom(code)}.sum()", f"np.sum({code})"])
        lead = len(shape) - len(to)
        ones = tuple(d for d in range(len(to)) if to[d] == 1 and shape[lead + d] != 1)
        if lead:
            axis = "0" if lead == 1 else f"({', '.join(map(str, range(lead)))})"
            options = [f"{atom(code)}.sum(axis={axis})", f"np.sum({code}, axis={axis})"]
            if lead == 1 and len(shape) == 2 and not ones:
                if self.style == "einsum":
                    options = [f"np.einsum('nd->d', {code})"]
                if self.style in {"loops", "buffers"}:
                    whole, name = self.fresh_name(), self.fresh_name()
                    lines = [*lines, f"{whole} = {code}", f"{name} = np.zeros_like({arg.name})"]
                    lines += [f"for row in {whole}:", f"    {name} += row"]
                    return lines, name
            code = self.r.choice(options)
        if ones:
            axis = str(ones[0]) if len(ones) == 1 else f"({', '.join(map(str, ones))})"
            options = [
                f"{atom(code)}.sum(axis={axis}, keepdims=True)",
                f"np.sum({code}, axis={axis}, keepdims=True)",
            ]
            if len(ones) == 1:
                options.append(f"{atom(code)}.sum(axis={axis}).reshape({arg.name}.shape)")
            code = self.r.choice(options)
        return lines, code
