"""What a diagnosis says, in Korean and English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Diagnosis:
    """Which error was made.

    Attributes:
        error: a short fixed key, such as ``"sign"``.
        name: the input whose gradient is wrong.
        detail: the letter, axis or expression concerned.
        line: the line of the user's file that would have to change, if known.
        mend: the statement that would stand there, if known.
        part: whether the error concerns a part of the gradient only, as one of its terms.
    """

    error: str
    name: str
    detail: str = ""
    line: int | None = None
    mend: str = ""
    part: bool = False

    def explain(self, lang: str = "en") -> str:
        """Return one or two sentences in Korean (``"ko"``) or English.

        >>> Diagnosis("factor N", "W", "N").explain()
        'dW is N times too large: a factor 1/N is missing, as if a mean were a sum.'
        """
        korean = lang == "ko"
        what = f"{self.name}의 기울기" if korean else f"d{self.name}"
        if self.part:
            what = f"{what} 일부" if korean else f"Part of {what}"
        said = ERRORS[self.error][korean].format(what=what, n=self.name, d=self.detail)
        if self.line is not None and self.mend:
            said += PLACE[korean].format(line=self.line, mend=self.mend)
        return said


PLACE = (
    " Line {line} would be right as: {mend}",
    " {line}번째 줄은 다음과 같이 써야 맞습니다: {mend}",
)

#: Each error in English and Korean.
ERRORS: dict[str, tuple[str, str]] = {
    "factor 2": (
        "{what} is twice too large.",
        "{what}가 2배 큽니다.",
    ),
    "factor 1/2": (
        "{what} is half of what it should be: a factor 2 is missing.",
        "{what}가 절반밖에 되지 않습니다. 인수 2가 빠졌습니다.",
    ),
    "factor N": (
        "{what} is {d} times too large: a factor 1/{d} is missing, as if a mean were a sum.",
        "{what}가 {d}배 큽니다. 평균을 합처럼 다룬 것으로, 빠진 인수는 1/{d}입니다.",
    ),
    "factor 1/N": (
        "{what} is {d} times too small: it is divided by {d} once too often.",
        "{what}가 맞는 값의 1/{d}배입니다. 불필요하게 한 번 나누었습니다.",
    ),
    "sign": ("A sign in d{n} is wrong.", "{n}의 기울기에서 부호가 틀렸습니다."),
    "transpose": (
        "A transpose in d{n} is missing or is one too many.",
        "{n}의 기울기에서 전치가 빠졌거나 불필요하게 들어갔습니다.",
    ),
    "sum for mean": (
        "d{n} takes a sum where a mean is right.",
        "{n}의 기울기에서 평균을 내야 할 곳에 합을 구했습니다.",
    ),
    "mean for sum": (
        "d{n} takes a mean where a sum is right.",
        "{n}의 기울기에서 합을 구해야 할 곳에 평균을 냈습니다.",
    ),
    "wrong axis": (
        "d{n} is reduced or broadcast along the wrong axis.",
        "{n}의 기울기에서 축을 잘못 골랐습니다.",
    ),
    "missing slope": (
        "d{n} lacks the slope of the activation: the factor {d}.",
        "{n}의 기울기에 활성화 함수의 도함수가 빠졌습니다. 빠진 인수는 {d}입니다.",
    ),
    "slope at a": (
        "d{n} takes the slope at the activation a instead of at z ({d}).",
        "{n}의 기울기에서 활성화 함수의 도함수를 z가 아니라 활성값 a에서 계산했습니다({d}).",
    ),
    "slope at z": (
        "d{n} puts z into a formula for the slope that wants the activation a ({d}).",
        "{n}의 기울기에서 활성값 a를 넣어야 할 도함수 식에 z를 넣었습니다({d}).",
    ),
    "missing term": ("d{n} lacks the term {d}.", "{n}의 기울기에 빠진 항이 있습니다({d})."),
    "extra term": ("d{n} has a term too many, {d}.", "{n}의 기울기에 불필요한 항이 있습니다({d})."),
    "missing factor": ("d{n} lacks the factor {d}.", "{n}의 기울기에 빠진 인수가 있습니다({d})."),
    "extra factor": (
        "d{n} has a factor too many, {d}.",
        "{n}의 기울기에 불필요한 인수가 있습니다({d}).",
    ),
    "other argument": (
        "d{n} holds the gradient of another argument ({d}).",
        "{n}의 기울기 자리에 다른 인자의 기울기가 들어 있습니다({d}).",
    ),
    "wrong variable": (
        "d{n} uses the wrong variable ({d}).",
        "{n}의 기울기에 엉뚱한 변수를 썼습니다({d}).",
    ),
    "epsilon forgotten": (
        "The backward pass ignores the stabilising ε = {d} of the forward pass in d{n}.",
        "{n}의 기울기에서 순방향 계산에 있는 안정화 상수 ε({d})을 빠뜨렸습니다.",
    ),
    "epsilon misplaced": (
        "The stabilising ε = {d} stands at another place in d{n} than in the forward pass.",
        "{n}의 기울기에서 안정화 상수 ε({d})의 자리가 순방향 계산과 다릅니다.",
    ),
    "epsilon added": (
        "d{n} has an ε = {d} that the forward pass has not.",
        "{n}의 기울기에 순방향 계산에는 없는 ε({d})이 들어 있습니다.",
    ),
    "zero": ("d{n} is always zero.", "{n}의 기울기가 항상 0입니다."),
    "wrong comparison": (
        "A comparison in d{n} points the wrong way.",
        "{n}의 기울기에서 비교의 방향이 틀렸습니다.",
    ),
    "wrong exponent": (
        "The exponent of {d} in d{n} is wrong.",
        "{n}의 기울기에서 {d}의 지수가 틀렸습니다.",
    ),
    "wrong function": (
        "d{n} uses the wrong function; {d} is right.",
        "{n}의 기울기에 엉뚱한 함수를 썼습니다. 맞는 함수는 {d}입니다.",
    ),
    "extra function": (
        "d{n} applies a function once too often, {d}.",
        "{n}의 기울기에 함수를 불필요하게 한 번 더 적용했습니다({d}).",
    ),
    "missing function": (
        "d{n} lacks the application of a function ({d}).",
        "{n}의 기울기에서 함수를 적용하지 않았습니다({d}).",
    ),
    "overwritten": (
        "d{n}: {d} is overwritten where contributions should add up.",
        "{n}의 기울기에서 더해 나가야 할 {d}에 값을 덮어썼습니다.",
    ),
    "wrong index": (
        "d{n} uses a wrong index in {d}.",
        "{n}의 기울기에서 {d}의 첨자가 틀렸습니다.",
    ),
    "product for quotient": (
        "d{n} multiplies where it should divide.",
        "{n}의 기울기에서 나누어야 할 곳에 곱했습니다.",
    ),
    "quotient for product": (
        "d{n} divides where it should multiply.",
        "{n}의 기울기에서 곱해야 할 곳에 나누었습니다.",
    ),
    "complement": (
        "d{n} has {d} where 1 − {d} is right.",
        "{n}의 기울기에서 {d} 자리에는 1 − {d} 값이 와야 합니다.",
    ),
}
