"""The prover's sentences, in Korean and in English."""

from backproof.proof.obstacles import OBSTACLES, obstacle

__all__ = ["OBSTACLES", "WORDS", "obstacle"]

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
        "assumed": "Left out is a set of measure zero: where {}.",
        "unseen": "No number tried reached both sides of the comparison in line {}; symbols "
        "followed both.",
        "obstacle": "What stopped the proof: {}.",
        "obstacle for all": "What stopped the proof for all sizes: {}.",
        "obstacle at": "What stopped the proof at fixed sizes: {}.",
        "line": "It leaves the derivative in line {} ({}).",
        "sizes": "Proved at {}.",
        "scope at": "{}: holds at the sizes {} alone, in exact arithmetic on real numbers.",
        "sample": "The input {} is taken as: {}.",
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
        "kinks": "꺾이는 점의 양쪽, 곧 다음 식이 0이 아닌 곳에서 증명했습니다: {}.",
        "assumed": "측도가 0인 집합은 제외했습니다: {}.",
        "unseen": "{}번째 줄의 비교는 시험한 수로 양쪽을 다 확인하지 못했고, 기호로는 양쪽을 모두 "
        "따라갔습니다.",
        "obstacle": "증명을 막은 것: {}.",
        "obstacle for all": "모든 크기의 증명을 막은 것: {}.",
        "obstacle at": "정해진 크기의 증명을 막은 것: {}.",
        "line": "{}번째 줄({})에서 도함수와 어긋나기 시작합니다.",
        "sizes": "증명한 크기: {}.",
        "scope at": "{}: 크기 {}에서만, 실수의 정확한 산술로 성립합니다.",
        "sample": "입력 {}에 대한 가정: {}.",
        "differs": "{entry}의 값은 {claimed}인데 도함수는 {true}입니다(입력: {sizes}).",
        "witness": "수치로 견주면 상대 오차 {} 안에서 일치합니다.",
        "scope": "1 이상의 모든 크기 {}에서, 실수의 정확한 산술로, 코드가 정의되는 모든 곳에서 "
        "성립합니다.",
        "fixed": "숫자로 준 크기({})에서만, 실수의 정확한 산술로 성립합니다.",
        "scalars": "실수의 정확한 산술로, 코드가 정의되는 모든 곳에서 성립합니다.",
        "not proved": "위에 적은 것 말고는 아무것도 주장하지 않습니다.",
        "vacuous": "기울기를 물은 입력 가운데 출력이 의존하는 것이 하나도 없습니다.",
    },
}
