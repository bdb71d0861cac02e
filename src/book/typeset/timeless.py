"""What a command wrote, without the seconds it took: these would make every build differ."""

import re

#: In the report of `backproof check`, in what it says while it works, in its JSON, and in the last
#: line of pytest.
TIMES = [
    (
        re.compile(
            r"^.*(?: takes longer than a second|: 1초 넘게 걸리고 있습니다) …\n?", re.MULTILINE
        ),
        "",
    ),
    (re.compile(r"^(\S+  [A-Z_]+)  \d+\.\d+ s$", re.MULTILINE), r"\1"),
    (re.compile(r'"seconds": \d+(?:\.\d+)?(?:e-\d+)?'), '"seconds": 0'),
    (re.compile(r"^(.*\b(?:passed|failed)) in \d+\.\d+s$", re.MULTILINE), r"\1"),
]


def timeless(text: str) -> str:
    r"""Return the text without its seconds.

    >>> timeless("neurons  PROVED  0.21 s\n1 failed, 1 passed in 0.52s")
    'neurons  PROVED\n1 failed, 1 passed'
    """
    for pattern, left in TIMES:
        text = pattern.sub(left, text)
    return text
