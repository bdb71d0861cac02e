"""What is said of every mistake alike, in Korean and in English."""

from __future__ import annotations

from book.mistakes.fate import Fate

FATES = {
    "ko": {
        "stops": "첫 갱신에서 예외가 나서 학습이 멈춥니다({error}). "
        "바로 드러나니 다행인 실수입니다.",
        "diverges": "{step}번째 갱신 뒤에 손실이 발산합니다. "
        "맞는 코드는 {steps}번 만에 {start}에서 {right}까지 내려갑니다.",
        "same": "두 곡선이 정확히 겹칩니다(마지막 손실 {right}). "
        "이 학습에서는 아무 차이도 보이지 않으므로, 곡선만 보아서는 알아챌 수 없습니다.",
        "rises": "손실이 {start}에서 {wrong}까지 오히려 올라갑니다. "
        "맞는 코드는 {right}까지 내려갑니다.",
        "stuck": "거의 배우지 못합니다. 손실이 {start}에서 시작해 {wrong}에 머무는 동안 "
        "맞는 코드는 {right}까지 내려갑니다.",
        "close": "눈에 띄는 차이가 없습니다(마지막 손실 {wrong}, 맞는 코드는 {right}). "
        "그래서 위험합니다.",
        "lucky": "틀린 코드의 손실이 {wrong}까지 내려가 맞는 코드의 {right}보다 오히려 낮습니다. "
        "이 학습률과 데이터에서 우연히 그런 것으로, 곡선이 좋다고 기울기가 맞는 것은 아닙니다.",
        "late": "가는 길은 다르지만 끝은 거의 같습니다(마지막 손실 {wrong}, 맞는 코드는 {right}). "
        "결과만 보면 놓치기 쉽습니다.",
        "levels": "조금 배우다가 마지막 사분의 일에서는 나아지지 않고 {wrong}에서 끝납니다. "
        "맞는 코드는 {right}까지 내려갑니다.",
        "slower": "배우기는 하지만 느립니다. {steps}번 갱신해 {wrong}에 이르렀는데, "
        "맞는 코드는 {step}번 만에 거기에 이르렀습니다. {times}배 느린 셈입니다.",
    },
    "en": {
        "stops": "Training ends at the first update with an exception ({error}). "
        "That is a lucky mistake: it shows at once.",
        "diverges": "The loss diverges after update {step}. "
        "The right code brings it from {start} to {right} in {steps} updates.",
        "same": "The two curves are exactly the same (last loss {right}). "
        "This run shows no difference at all, so no look at the curve would tell.",
        "rises": "The loss goes up, from {start} to {wrong}. The right code brings it to {right}.",
        "stuck": "It hardly learns: the loss starts at {start} and stays at {wrong}, "
        "while the right code brings it to {right}.",
        "close": "No difference to be seen (last loss {wrong}, with the right code {right}). "
        "That is why it is dangerous.",
        "lucky": "The loss of the wrong code comes down to {wrong}, below the {right} of the "
        "right code. That is an accident of this learning rate and these data: a good curve does "
        "not make a gradient right.",
        "late": "Another way, but nearly the same end (last loss {wrong}, with the right code "
        "{right}). It is easily missed if only the result is looked at.",
        "levels": "It learns something, makes no more headway in the last quarter and ends at "
        "{wrong}. The right code brings the loss to {right}.",
        "slower": "It learns, but slowly: after {steps} updates it is at {wrong}, where the right "
        "code was after {step}. That is {times} times slower.",
    },
}


def number(value: float) -> str:
    """Write a loss to three digits.

    >>> number(0.012345), number(2.302585), number(151.234)
    ('0.0123', '2.30', '151')
    """
    if value != value or abs(value) == float("inf"):  # noqa: PLR0124 - not a number
        return "∞"
    if abs(value) >= 100:  # noqa: PLR2004 - three digits
        return f"{value:.0f}"
    return f"{value:#.3g}"


def said(fate: Fate, lang: str) -> str:
    """Say in a sentence what became of a run."""
    return FATES[lang][fate.kind].format(
        start=number(fate.start),
        right=number(fate.right),
        wrong=number(fate.wrong),
        steps=fate.steps,
        step=fate.step,
        times=f"{fate.times:.1f}",
        error=fate.error,
    )
