"""What the cards and the filters of claims say, in Korean and in English."""

from book.claims.labels import LABELS

_WORDS = {
    "ko": {
        "beside": "흔히 하는 말, 확인해 보니",
        "lead": "출처들이 하는 말을 프로그램으로 하나씩 확인했습니다. "
        "참인지, 조건이 붙는지, 거짓인지 먼저 짐작해 보고 판정을 펼쳐 보세요.",
        "all": "다른 주장과 함께 보기",
        "flip": "참일까요, 조건이 붙을까요, 거짓일까요? 판정 보기",
        "source": "출처",
        "chapter": "장",
        "verdict": "판정",
        "any": "모두",
        "total": "합계",
        "filter": "주장 골라 보기",
        "reset": "모두 보기",
        "shown": "주장 {total}개 가운데 {shown}개를 보고 있습니다.",
        "typed": "이대로는 조판할 수 없는 식이라 적힌 글자를 그대로 보입니다.",
        "permalink": "이 주장의 주소",
    },
    "en": {
        "beside": "A common statement, checked",
        "lead": "What the sources say, each checked by a program. "
        "Guess whether it is true, true under a condition or false, then open the verdict.",
        "all": "See them among all claims",
        "flip": "True, true under a condition, or false? Show the verdict",
        "source": "Source",
        "chapter": "Chapter",
        "verdict": "Verdict",
        "any": "All",
        "total": "Total",
        "filter": "Filter the claims",
        "reset": "Show all",
        "shown": "{shown} of {total} claims are shown.",
        "typed": "This formula cannot be typeset, so its letters are shown as they stand.",
        "permalink": "Address of this claim",
    },
}

WORDS = {lang: LABELS[lang] | words for lang, words in _WORDS.items()}
