"""The prover's sentences, in Korean and in English."""

import re

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "PROVED": "equal to the derivative for all sizes",
        "PROVED_AT": "equal to the derivative, by symbols, at the listed sizes",
        "WITNESSED": "agrees with numeric derivatives; nothing is proved",
        "UNDECIDED": "neither proved nor refuted",
        "VACUOUS": "the check could not have failed",
        "REFUTED": "wrong: there is a counterexample",
        "zero": "The derivative is identically zero, and so is the gradient.",
        "kinks": "Proved on each side of the kinks, where {} is not 0.",
        "obstacle": "What stopped the proof: {}.",
        "differs": "{entry} is {claimed}, the derivative is {true} (inputs: {sizes}).",
        "witness": "Numbers agree to {}.",
        "scope": "Holds for all sizes {} from 1, in exact arithmetic on real numbers, wherever the "
        "code is defined.",
        "fixed": "Where a size was given as a number ({}), it holds at that number alone, in exact "
        "arithmetic on real numbers.",
        "scalars": "Holds in exact arithmetic on real numbers, wherever the code is defined.",
        "not proved": "Nothing is claimed beyond the lines above.",
        "vacuous": "The output depends on none of the inputs asked for.",
    },
    "ko": {
        "PROVED": "모든 크기에서 도함수와 같음을 증명했습니다",
        "PROVED_AT": "나열한 크기에서 기호 계산으로 도함수와 같음을 증명했습니다",
        "WITNESSED": "수치 미분과 일치하지만 증명한 것은 아닙니다",
        "UNDECIDED": "증명하지도 반박하지도 못했습니다",
        "VACUOUS": "틀릴 수 없는 검사라서 아무것도 말해 주지 않습니다",
        "REFUTED": "틀렸습니다. 반례가 있습니다",
        "zero": "도함수가 항등적으로 0이고, 코드가 돌려준 기울기도 0입니다.",
        "kinks": "꺾이는 점을 뺀 양쪽, 곧 {}이(가) 0이 아닌 곳에서 증명했습니다.",
        "obstacle": "증명을 막은 것: {}.",
        "differs": "{entry}의 값은 {claimed}인데 도함수는 {true}입니다(입력: {sizes}).",
        "witness": "수치로 견주면 상대 오차 {} 안에서 일치합니다.",
        "scope": "1 이상의 모든 크기 {}에서, 실수의 정확한 산술로, 코드가 정의되는 모든 곳에서 "
        "성립합니다.",
        "fixed": "숫자로 준 크기({})에서만, 실수의 정확한 산술로 성립합니다.",
        "scalars": "실수의 정확한 산술로, 코드가 정의되는 모든 곳에서 성립합니다.",
        "not proved": "위에 적은 것 말고는 아무것도 주장하지 않습니다.",
        "vacuous": "출력이 물어본 입력 가운데 어느 것에도 의존하지 않습니다.",
    },
}

#: Obstacles as the code raises them in English, and in Korean; `(.+)` is carried over as it stands.
OBSTACLES: dict[str, str] = {
    r"the normal forms differ although the numbers agree": "수치는 일치하지만 표준형이 다릅니다",
    r"the normal forms differ": "표준형이 다릅니다",
    r"the numeric witness is too inaccurate to confirm the proof": (
        "수치가 부정확하여 증명을 확인해 주지 못합니다"
    ),
    r"a decision on a size \((.+)\)": "크기에 따른 분기({})",
    r"a decision \(if, and, or, not\) on the value of an array": (
        "배열의 값에 따른 분기(if, and, or, not)"
    ),
    r"a look-up by a size": "크기를 열쇠로 쓰는 조회",
    r"a loop over an array of symbolic length": "길이가 글자인 배열을 도는 반복문",
    r"len\(\) of a symbolic axis": "길이가 글자인 축의 len()",
    r"assignment to a subscript": "배열의 일부에 덮어쓰기",
    r"conversion of a symbolic array to a plain one": "기호 배열을 보통 배열로 바꾸기",
    r"division by zero": "0으로 나누기",
    r"the subscript (.+)": "첨자 {}",
    r"the derivative of (.+)": "{}의 미분",
    r"np\.(.+) in place or with out=": "제자리에서 바꾸거나 out=을 쓰는 np.{}",
    r"np\.(.+) of truth values": "참과 거짓에 대한 np.{}",
    r"np\.(.+) of a size": "크기에 대한 np.{}",
    r"np\.where with a condition that is no comparison": "비교가 아닌 조건을 쓴 np.where",
    r"an array of (?:different )?plain numbers among symbols": "기호 사이에 섞인 보통 수의 배열",
    r"a normal form that takes more than (\d+) steps": "{}단계로 끝나지 않는 표준형",
    r"a product of more than (\d+) terms": "항이 {}개가 넘는 곱",
}


def obstacle(text: str, lang: str) -> str:
    """Return an obstacle in Korean where it is a known one; names of code stay as they are.

    >>> obstacle("np.add in place or with out=", "ko")
    '제자리에서 바꾸거나 out=을 쓰는 np.add'
    >>> obstacle("np.add in place or with out=", "en")
    'np.add in place or with out='
    """
    if lang == "ko":
        for pattern, korean in OBSTACLES.items():
            found = re.fullmatch(pattern, text)
            if found:
                return korean.format(*found.groups())
    return text
