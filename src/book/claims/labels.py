"""What is said of every claim alike, in Korean and in English; page and command share it."""

LABELS = {
    "ko": {
        "true": "참",
        "conditional": "조건부 참",
        "false": "거짓",
        "true means": "적힌 그대로 성립합니다.",
        "conditional means": "조건이 없으면 성립하지 않습니다.",
        "false means": "적힌 그대로는 성립하지 않습니다.",
        "condition": "조건",
        "corrected": "바른 형태",
        "in general": "일반형",
        "why": "까닭",
        "numbers": "수로 보면",
        "as stated": "적힌 대로:",
        "as mended": "고치면:",
        "as conditioned": "조건을 붙이면:",
        "line": "{line}번째 줄",
    },
    "en": {
        "true": "True",
        "conditional": "True under a condition",
        "false": "False",
        "true means": "It holds as it stands.",
        "conditional means": "Without the condition it does not hold.",
        "false means": "As it stands it does not hold.",
        "condition": "Condition",
        "corrected": "Right form",
        "in general": "In general",
        "why": "Why",
        "numbers": "In numbers",
        "as stated": "as it stands:",
        "as mended": "mended:",
        "as conditioned": "under the condition:",
        "line": "line {line}",
    },
}


def mending(verdict: str) -> tuple[str, str]:
    """Name, for a verdict, the labels of the right form and of the run of the mended check.

    >>> mending("false"), mending("conditional")
    (('corrected', 'as mended'), ('in general', 'as conditioned'))
    """
    if verdict == "conditional":
        return "in general", "as conditioned"
    return "corrected", "as mended"
