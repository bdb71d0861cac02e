"""TeX as plain text, for titles and for the search index."""

import re

SYMBOLS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Delta": "Δ", "Sigma": "Σ", "nabla": "∇",
    "partial": "∂", "odot": "⊙", "sum": "Σ", "prod": "Π", "cdot": "·", "times": "×",
    "top": "ᵀ", "prime": "′", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "neq": "≠", "ne": "≠",
    "approx": "≈", "to": "→", "mapsto": "↦", "infty": "∞", "in": "∈", "ell": "ℓ", "sqrt": "√",
    "dots": "…", "ldots": "…", "cdots": "…", "pm": "±", "Rightarrow": "⇒", "vert": "|",
}  # fmt: skip
DELIMITED = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
GROUP = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
DROPPED = (
    "left|right|big|Big|displaystyle|operatorname|"
    "text|textbf|mathrm|mathbf|mathit|mathbb|mathcal|boldsymbol"
)
STEPS = [
    (re.compile(r"\\(?:begin|end)\{[^}]*\}"), " "),
    (re.compile(r"\\tag\*?\{([^{}]*)\}"), r" (\1)"),
    (re.compile(rf"\\[dt]?frac\s*{GROUP}\s*{GROUP}"), r"\1/\2"),
    (re.compile(rf"\\(?:{DROPPED})(?![A-Za-z])"), ""),
    (re.compile(r"\\(?:quad|qquad|limits)(?![A-Za-z])"), " "),
    (re.compile(r"\\\\|&|\\[,;:! ]|~"), " "),
]  # fmt: skip


def plain(tex: str) -> str:
    r"""Return TeX as one would type it in a search box.

    >>> plain(r"\delta^l = \frac{\partial C}{\partial z^l}")
    'δ^l = ∂ C/∂ z^l'
    """
    for pattern, replacement in STEPS:
        tex = pattern.sub(replacement, tex)
    tex = re.sub(r"\\([A-Za-z]+)", lambda found: SYMBOLS.get(found[1], found[1]), tex)
    tex = re.sub(r"[{}\\]", "", tex).replace("^ᵀ", "ᵀ").replace("'", "′")
    return " ".join(tex.split())


def plain_text(text: str) -> str:
    """Return text in which every formula between TeX's delimiters is plain."""
    return DELIMITED.sub(lambda found: plain(found[1] or found[2]), text)
