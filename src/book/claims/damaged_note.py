"""The claims of the damaged note (001), a copy of the first (000) read in the wrong encoding.

What the first note says is judged there; here stands what the damage did to it. The damaged
formulas are made by the damage and not typed, so that this file is free of such text.
"""

from __future__ import annotations

import re

import numpy as np

from book.claims.claim import Claim, Judgement, Words
from book.claims.judging import Finding, compare, sigmoid
from book.claims.mojibake import CODEC, Measure, Story, damage, pieces, readings

FILE = "001_525cfa30f9717671.txt"

# What `story` and `measure` of `book.claims.mojibake` find for the files of the first and of
# the damaged note that `sources.py` knows by their SHA-256.
STORY = Story(
    codec="cp1253",
    undefined={
        "81": 9,
        "88": 26,
        "8A": 24,
        "8C": 43,
        "8D": 5,
        "8E": 8,
        "8F": 9,
        "90": 36,
        "98": 46,
        "9A": 6,
        "9C": 54,
        "9D": 53,
        "9E": 15,
        "9F": 19,
        "AA": 2,
    },
    swept={"U+00AD": 7},
)
MEASURED = Measure(
    characters=2499,
    ascii=1923,
    whole=275,
    narrowed=0,
    open=301,
    syllables=537,
    syllables_back=257,
    words=197,
    words_back=24,
    formulas=31,
    formulas_back=23,
    bytes_lost=362,
    digits=498,
)


def title_read_back() -> Finding:
    """Undo the wrong decoding of a word of the title; `strict` refuses what is not whole."""
    try:
        back = damage("역전파").encode(CODEC).decode("utf-8", "strict")
        return Finding(back == "역전파", back)
    except UnicodeDecodeError as error:
        return Finding(holds=False, shown=str(error))


def whole_bytes_read_back() -> Finding:
    """Undo the wrong decoding of signs of which no byte is lost."""
    signs = "σ δ η · × → –"
    back = damage(signs).encode(CODEC).decode("utf-8", "strict")
    return Finding(back == signs, back)


def tex_is_untouched() -> Finding:
    """Damage a formula in TeX; its characters are of one byte each, the same in both encodings."""
    tex = r"\delta^L = \nabla_a C \odot \sigma'(z^L)"
    above = sum(byte > 0x7F for byte in tex.encode())  # noqa: PLR2004 - the end of ASCII
    return Finding(damage(tex) == tex, f"{above}/{len(tex)} bytes > 7F")


def numbers_are_untouched() -> Finding:
    """Damage the line of the result, read its numbers and compute them again."""
    line = damage("a^2 = σ(z^2) ≈ [0.641, 0.603]")
    numbers = [float(one) for one in re.findall(r"\d\.\d+", line)]
    return compare(numbers, np.round(sigmoid([0.58, 0.42]), 3), "a²")


def two_letters_for_sigma() -> Finding:
    """Take the name of the activation function as it stands there: is it one letter, sigma?"""
    name = damage("σ")
    return Finding(name == "σ", " ".join(f"U+{ord(one):04X}" for one in name))


def one_letter_for_sigma() -> Finding:
    """Put the two letters back into bytes, and read these as UTF-8."""
    name = damage("σ").encode(CODEC).decode("utf-8")
    return Finding(name == "σ", " ".join(f"U+{ord(one):04X}" for one in name))


def sign_from_what_is_left() -> Finding:
    """List the signs that leave the same two letters as the sign of the line does."""
    (left,) = pieces(damage("≈"))
    signs = readings(left)
    return Finding(signs == ["≈"], f"{left.hex(' ').upper()} → {len(signs)}: {' '.join(signs)}")


def sign_with_the_original() -> Finding:
    """Keep of these signs those that stand in the line of the original."""
    (left,) = pieces(damage("≈"))
    signs = [sign for sign in readings(left) if sign in "σ'(z) ≈ 0"]
    return Finding(signs == ["≈"], f"{left.hex(' ').upper()} → {len(signs)}: {' '.join(signs)}")


def words_after_dropping() -> Finding:
    """Set what is left of the words for vanishing and for loss side by side."""
    vanishing, loss = damage("소실").encode(CODEC), damage("손실").encode(CODEC)
    return Finding(vanishing != loss, f"{vanishing.hex(' ')} = {loss.hex(' ')}".upper())


def words_without_dropping() -> Finding:
    """Misread the words in the same way, but keep what has no letter."""
    vanishing = "소실".encode().decode(CODEC, "surrogateescape")
    loss = "손실".encode().decode(CODEC, "surrogateescape")
    bytes_ = [one.encode(CODEC, "surrogateescape").hex(" ").upper() for one in (vanishing, loss)]
    return Finding(vanishing != loss, " ≠ ".join(bytes_))


def nabla_from_what_is_left() -> Finding:
    """Count what each of the three signs of the direction can have been."""
    fits = [readings(piece) for piece in pieces(damage("–∇C"))]
    return Finding(fits[1] == ["∇"], f"{len(fits[1])}: {' '.join(fits[1])}")


def dash_from_what_is_left() -> Finding:
    """Read back the sign before it and the letter after it, of which no byte is lost."""
    before, _, after = (readings(piece) for piece in pieces(damage("–∇C")))
    return Finding([before, after] == [["–"], ["C"]], f"{before[0]} ? {after[0]}")


CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="damaged-note-title",
        source=FILE,
        place=Words("맨 위의 제목", "the title at the top"),
        line=5,
        chapter="notation",
        stated=Words(
            "깨진 글자를 바이트로 되돌려 UTF-8로 다시 읽으면 제목이 나옵니다.",
            "Put back into bytes and read as UTF-8 again, the garbled letters give the title.",
        ),
        formula="",
        judgement=Judgement.CONDITIONAL,
        literal=title_read_back,
        mended=whole_bytes_read_back,
        condition=Words("사라진 바이트가 없을 때", "if no byte has vanished"),
        corrected=Words(
            "바이트가 모두 남은 글자만 돌아옵니다.",
            "Only characters of which every byte is left come back.",
        ),
        why=Words(
            "그리스어 코드 페이지에는 빈자리가 있습니다. "
            "빈자리에 걸린 바이트는 글자로 바뀌지 못하고 버려졌습니다.",
            "The Greek code page has gaps. Bytes that fell into a gap became no letter and were "
            "dropped.",
        ),
    ),
    Claim(
        id="damaged-note-numbers",
        source=FILE,
        place=Words("표기법의 숫자 예, 마지막 줄", "the worked numbers under notation, last line"),
        line=32,
        chapter="forward",
        stated=Words(
            "글자가 깨진 줄에서도 활성값 0.641과 0.603은 그대로 읽힙니다.",
            "In the garbled line, too, the activations 0.641 and 0.603 can be read.",
        ),
        formula=damage("a^2 = σ(z^2) ≈ [0.641, 0.603]"),
        typeset=False,
        judgement=Judgement.TRUE,
        literal=numbers_are_untouched,
        corrected_formula=r"a^2 = \sigma(z^2) \approx [0.641, 0.603]",
    ),
    Claim(
        id="damaged-note-tex",
        source=FILE,
        place=Words("알고리즘의 셋째 단계", "the third step of the algorithm"),
        line=137,
        chapter="notation",
        stated=Words(
            "TeX로 적은 식은 한 글자도 깨지지 않았습니다.",
            "Formulas in TeX have come through without the loss of a letter.",
        ),
        formula=r"\delta^L = \nabla_a C \odot \sigma'(z^L)",
        judgement=Judgement.TRUE,
        literal=tex_is_untouched,
    ),
    Claim(
        id="damaged-note-sigma",
        source=FILE,
        place=Words("포화된 뉴런을 다룬 첫째 줄", "the first line on saturated neurons"),
        line=162,
        chapter="notation",
        stated=Words(
            "본문에서 활성화 함수의 이름은 두 글자입니다.",
            "In the running text the name of the activation function has two letters.",
        ),
        formula=damage("σ'(z)"),
        typeset=False,
        judgement=Judgement.FALSE,
        literal=two_letters_for_sigma,
        mended=one_letter_for_sigma,
        corrected=Words(
            "두 글자는 $\\sigma$ 하나를 이루는 두 바이트입니다.",
            "The two letters are the two bytes of one $\\sigma$.",
        ),
        corrected_formula=r"\sigma'(z)",
        why=Words(
            "두 바이트가 다 남아 있어서 이 글자는 틀림없이 되돌릴 수 있습니다. "
            "$\\delta$와 $\\eta$도 그렇습니다.",
            "Both bytes are left, so this letter comes back for certain. "
            "So do $\\delta$ and $\\eta$.",
        ),
    ),
    Claim(
        id="damaged-note-approximately",
        source=FILE,
        place=Words(
            "포화된 뉴런을 다룬 첫째 줄의 끝",
            "the end of the first line on saturated neurons",
        ),
        line=162,
        chapter="insights",
        stated=Words(
            "활성화 함수의 기울기와 0 사이에 있던 관계 기호를 남은 글자에서 알아낼 수 있습니다.",
            "The sign that stood between the slope of the activation function and 0 can be told "
            "from the letters that are left.",
        ),
        formula=damage("σ'(z) ≈ 0"),
        typeset=False,
        judgement=Judgement.CONDITIONAL,
        literal=sign_from_what_is_left,
        mended=sign_with_the_original,
        condition=Words("첫째 노트가 곁에 있을 때", "if the first note is at hand"),
        corrected_formula=r"\sigma'(z) \approx 0",
        why=Words(
            "셋째 바이트가 사라져 같은 흔적을 남기는 기호가 많습니다. "
            "게다가 $\\neq$이 깨지면 끊기지 않는 빈칸 하나만 달라서, "
            "눈으로는 정반대의 뜻과 구별되지 않습니다.",
            "The third byte is gone, and many signs leave the same trace. What is more, a garbled "
            "$\\neq$ differs by no more than a no-break space, so that the eye cannot tell the "
            "line from its opposite.",
        ),
    ),
    Claim(
        id="damaged-note-vanishing",
        source=FILE,
        place=Words("포화된 뉴런을 다룬 둘째 줄", "the second line on saturated neurons"),
        line=163,
        chapter="insights",
        stated=Words(
            "이 줄이 기울기의 '소실'을 말하는지 '손실'을 말하는지 글자에서 가려낼 수 있습니다.",
            "The letters of this line tell whether it speaks of a gradient that vanishes or of a "
            "loss.",
        ),
        formula="",
        judgement=Judgement.FALSE,
        literal=words_after_dropping,
        mended=words_without_dropping,
        corrected=Words(
            "두 낱말은 바이트를 버리기 전까지만 구별됩니다. 버린 뒤에 남은 글자는 똑같습니다.",
            "The two words differ only until bytes are dropped. What is left of them is the same.",
        ),
        why=Words(
            "두 낱말은 첫 음절의 마지막 바이트만 다른데 둘 다 빈자리에 걸립니다. "
            "잘못 읽은 것은 되돌릴 수 있지만 버린 것은 되돌릴 수 없습니다.",
            "In Korean the two words differ in one byte alone, and in both it falls into a gap. "
            "What was misread can be undone, what was dropped cannot.",
        ),
    ),
    Claim(
        id="damaged-note-nabla",
        source=FILE,
        place=Words("마지막 정리의 셋째 줄", "the third line of the closing summary"),
        line=186,
        chapter="update",
        stated=Words(
            "매개변수가 움직이는 방향을 나타낸 기호를 남은 글자에서 되돌릴 수 있습니다.",
            "The sign for the direction in which the parameters move can be brought back from the "
            "letters that are left.",
        ),
        formula=damage("–∇C"),
        typeset=False,
        judgement=Judgement.FALSE,
        literal=nabla_from_what_is_left,
        mended=dash_from_what_is_left,
        corrected=Words(
            "앞의 줄표와 뒤의 $C$만 돌아오고, $\\nabla$는 돌아오지 않습니다.",
            "Only the dash before it and the $C$ after it come back; the $\\nabla$ does not.",
        ),
        corrected_formula=r"-\,?\,C",
        why=Words(
            "세 바이트 가운데 둘째가 사라졌고, 남은 둘에 맞는 기호가 여럿입니다.",
            "The second of three bytes is gone, and several signs fit the other two.",
        ),
    ),
)
