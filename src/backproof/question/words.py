"""The kinds of numbers that an input may be taken for, in Korean and in English."""

import re

#: In words; `{}` is the input and the axis that bound labels.
KINDS: dict[str, dict[str, str]] = {
    "en": {
        "normal": "any real numbers",
        "wide": "any real numbers",
        "away0": "real numbers other than 0",
        "distinct": "real numbers without ties",
        "positive": "numbers greater than 0",
        "unit": "numbers between 0 and 1",
        "onehot": "rows of the identity",
        "mask": "0 or 1",
        "labels": "integers below the size of axis {1} of {0}, repeats allowed",
        "function": "real numbers, drawn for the trials by {0}",
    },
    "ko": {
        "normal": "임의의 실수",
        "wide": "임의의 실수",
        "away0": "0이 아닌 실수",
        "distinct": "서로 다른 실수",
        "positive": "0보다 큰 수",
        "unit": "0과 1 사이의 수",
        "onehot": "단위행렬의 행",
        "mask": "0 또는 1",
        "labels": "{0}의 {1}번 축 크기보다 작은 정수(되풀이될 수 있음)",
        "function": "실수(수치 시험에 쓸 수를 뽑는 함수: {0})",
    },
}


def kind(written: str, lang: str) -> str:
    """Return a kind of `sample=` in words.

    >>> kind("labels:x[1]", "en")
    'integers below the size of axis 1 of x, repeats allowed'
    """
    words = KINDS[lang]
    found = re.fullmatch(r"labels:(\w+)\[(\d+)\]", written)
    if found:
        return words["labels"].format(*found.groups())
    return words[written] if written in words else words["function"].format(written)
