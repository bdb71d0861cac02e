"""What stops a proof, in Korean: the messages of `Unsupported` and of the judge, by what they name.

The code raises them in English.  A message that only names code, such as ``np.floor``, has no row:
it stays as it is in both languages.
"""

import re
from itertools import chain

#: The judge's own words.
OF_THE_JUDGE = {
    r"the normal forms differ although the numbers agree": "수치는 일치하지만 표준형이 다름",
    r"the normal forms differ": "표준형이 다름",
    r"the normal forms agree, but numbers far out do not": (
        "표준형은 같지만 멀리 떨어진 점의 수치가 다름"
    ),
    r"the numeric witness is too inaccurate to confirm the proof": (
        "수치가 부정확하여 증명을 확인해 주지 못함"
    ),
    r"the numbers differ where values meet, which may be a kink": (
        "값들이 같아지는 점에서 수치가 다르지만 꺾이는 점일 수 있음"
    ),
    r"the gradient is no number at a point where the derivative is one": (
        "도함수가 있는 점에서 기울기가 수로 나오지 않음"
    ),
    r"a division by what may be 0 in line (\S+), where the forward pass is a number": (
        "순전파가 수인 곳에서 0일 수 있는 것으로 나누기({}번째 줄)"
    ),
    r"a root of what may be negative in line (\S+), where the forward pass is a number": (
        "순전파가 수인 곳에서 음수일 수 있는 것의 거듭제곱근({}번째 줄)"
    ),
    r"a root or a logarithm of what may not be > 0 in line (\S+), "
    r"where the forward pass is a number": (
        "순전파가 수인 곳에서 양수가 아닐 수 있는 것의 거듭제곱근이나 로그({}번째 줄)"
    ),
    r"a maximum under a mask that may be 0 everywhere in line (\S+)": (
        "모두 0일 수 있는 마스크로 고른 값의 최댓값({}번째 줄)"
    ),
    r"a number made of what may be -inf in line (\S+)": "-inf일 수 있는 값으로 만든 수({}번째 줄)",
}

#: More work than a proof is given.
OF_EFFORT = {
    r"a normal form that takes more than (\d+) steps": "{}단계로 끝나지 않는 표준형",
    r"a proof that takes more than (\d+) steps": "{}단계로 끝나지 않는 증명",
    r"a product of more than (\d+) terms": "항이 {}개가 넘는 곱",
    r"a sum over more than (\d+) indices that look alike": (
        "서로 구별되지 않는 첨자가 {}개를 넘는 합"
    ),
    r"more than (\d+) decisions in a row": "잇따른 {}번을 넘는 분기",
    r"a computation of more than (\d+) operations on arrays": "배열 연산이 {}번을 넘는 계산",
    r"a loop over more than (\d+) entries": "{}개가 넘는 성분을 도는 반복문",
    r"an array of more than (\d+) numbers that is no input": (
        "입력으로 주지 않은, 수가 {}개를 넘는 배열"
    ),
    r"more than (\d+) branches": "{}개를 넘는 갈래",
    r"(\d+) choices of labels, which are more than (\d+)": "{1}가지를 넘는 {0}가지 정답 번호",
}

#: Where a proof holds: points without volume, and kinks that have no short formula.
OF_THE_SCOPE = {
    r"line (\S+) divides by 0": "{}번째 줄에서 0으로 나누는 점",
    r"line (\S+) takes a root or a logarithm of 0": (
        "{}번째 줄에서 0의 제곱근이나 로그를 구하는 점"
    ),
    r"what line (\S+) compares": "{}번째 줄에서 비교하는 값",
    r"an expression in (.+)": "{}에 대한 식",
}

#: Code that is not the same whenever it is run, or that the graph does not do justice to.
OF_THE_GRAPH = {
    r"forward gives different outputs for the same inputs": (
        "같은 입력에 다른 출력을 내는 forward"
    ),
    r"backward gives different gradients when it is called again": (
        "다시 부르면 다른 기울기를 내는 backward"
    ),
    r"the graph gives other numbers than the code": "코드와 다른 수를 내는 그래프",
    r"the forward pass is a number at too few points": "너무 적은 점에서만 수가 나오는 순전파",
    r"an output of truth values": "참과 거짓으로 된 출력",
    r"an array of symbolic size outside of a proof": "증명 밖에서 만든, 크기가 글자인 배열",
}

#: Decisions, loops and whatever else asks for a number that is a symbol.
OF_CONTROL = {
    r"a decision on a size \((.+) beside (.+)\)": "크기에 따른 분기({}, {})",
    r"a decision \((.+)\) on the value of an array": "배열의 값에 따른 분기({})",
    r"a decision on data outside of a proof": "증명 밖에서 데이터에 따라 갈리는 분기",
    r"a comparison after a division by what may be 0 on a whole region": (
        "한 영역 전체에서 0일 수 있는 것으로 나눈 뒤의 비교"
    ),
    r"a comparison after a root or a logarithm of what may be negative": (
        "음수일 수 있는 것의 제곱근이나 로그를 구한 뒤의 비교"
    ),
    r"a root or a logarithm of what may be negative, in the backward pass alone": (
        "음수일 수 있는 것의 제곱근이나 로그를 역전파에서만 구하는 것"
    ),
    r"floating-point errors that are raised or called for": (
        "예외를 일으키거나 함수를 부르게 한 부동소수점 오류"
    ),
    r"warnings that are errors or are counted": "오류로 바꾸거나 모아서 보는 경고",
    r"the value of an array where a number is needed": "수가 필요한 자리에 있는 배열의 값",
    r"float\(\) of an array, as by math or by storing it in a plain array": (
        "배열에 대한 float()(math의 함수나 보통 배열에 대입할 때도 불림)"
    ),
    r"float\(\) of a whole number or a truth value": "정수나 참과 거짓에 대한 float()",
    r"a loop over an array of symbolic length": "길이가 글자인 배열을 도는 반복문",
    r"len\(\) of a symbolic axis": "길이가 글자인 축의 len()",
    r"the text of an array \(print, str\(\) or an f-string\)": (
        "배열을 문자열로 바꾸기(print, str(), f-문자열)"
    ),
    r"hash\(\) of a symbol": "기호의 hash()",
    r"(\S+) of a symbol": "기호에 대한 {}",
    r"pickling an array of symbols": "기호 배열의 피클링",
}

#: Arithmetic with sizes that has no answer for all of them.
OF_SIZES = {
    r"the size (.+) where a plain number is needed, as by range\(\) or math": (
        "range()나 math에서처럼 수가 필요한 자리에 있는 크기 {}"
    ),
    r"a look-up by a size": "크기를 키로 쓰는 조회",
    r"the text of a size \(print, str\(\) or an f-string\)": (
        "크기를 문자열로 바꾸기(print, str(), f-문자열)"
    ),
    r"the quotient (.+) // (.+), which may leave a remainder": "나머지가 있을 수 있는 몫 {} // {}",
    r"the remainder (.+) % (.+), which may not be 0": "0이 아닐 수 있는 나머지 {} % {}",
    r"the power (.+) \*\* (.+) of sizes": "크기의 거듭제곱 {} ** {}",
    r"a division by the size (.+), which may be 0": "0일 수 있는 크기로 나누기({})",
    r"int\(\) of (.+), which may not be whole": "정수가 아닐 수 있는 {}에 대한 int()",
    r"the length (.+), which may not be whole": "정수가 아닐 수 있는 길이 {}",
    r"the length (.+), which may be 0": "0일 수 있는 길이 {}",
    r"the value of (.+) at given sizes": "정해진 크기에서 {}의 값",
    r"a value of type (.+) among sizes": "크기 사이에 섞인 {} 값",
}

#: Subscripts, picking and storing.
OF_SUBSCRIPTS = {
    r"a subscript by an array not known to hold labels below (.+)": (
        "{}보다 작은 정답 번호인지 알 수 없는 배열을 첨자로 쓰기"
    ),
    r"a subscript by plain numbers along an axis of length (.+)": (
        "길이가 {}인 축에 수로 된 배열을 첨자로 쓰기"
    ),
    r"a subscript by a truth value": "첨자로 쓴 참이나 거짓",
    r"a subscript that depends on data": "데이터에 따라 달라지는 첨자",
    r"an ellipsis that stands for no axis, beside an array of indices": (
        "첨자 배열과 함께 쓴, 나타내는 축이 없는 생략 부호(...)"
    ),
    r"the subscript (.+) of an axis of length (.+)": "길이가 {1}인 축의 첨자 {0}",
    r"the subscript (.+), which takes nothing": "아무것도 고르지 않는 첨자 {}",
    r"the subscript (.+)": "첨자 {}",
    r"(.+) subscripts for an array with (.+) axes": "축이 {1}개인 배열에 붙은 첨자 {0}개",
    r"a real number as a subscript": "첨자로 쓴 실수",
    r"arithmetic with labels or indices": "정답 번호나 첨자로 하는 산술",
    r"labels or indices as (.+)": "{} 자료형으로 바꾼 정답 번호나 첨자",
    r"labels or indices along an axis of length 1": "길이가 1인 축의 정답 번호나 첨자",
    r"labels or indices compared with other numbers": ("정답 번호나 첨자를 그 밖의 수와 비교하기"),
    r"labels or indices compared with a number that may be out of range": (
        "정답 번호나 첨자를 범위를 벗어날 수 있는 수와 비교하기"
    ),
    r"labels or indices below (.+) compared with those below (.+)": (
        "{}보다 작은 정답 번호나 첨자를 {}보다 작은 것과 비교하기"
    ),
    r"labels compared with np\.arange along their own axis": (
        "정답 번호를 그 축을 따라 센 np.arange와 비교하기"
    ),
    r"np\.(.+) of labels or indices": "정답 번호나 첨자에 대한 np.{}",
    r"an assignment to subscripts that may repeat": "되풀이될 수 있는 첨자에 대입하기",
    r"a write to the input (.+)": "입력 {}에 덮어쓰기",
    r"a write to the upstream gradient": "상류 기울기에 덮어쓰기",
    r"a write to what np\.einsum with optimize gives, an array or a number": (
        "배열인지 수인지 알 수 없는, optimize를 준 np.einsum의 결과에 덮어쓰기"
    ),
    r"a write to the view that (.+) gives": "{}의 결과로 얻은 뷰에 덮어쓰기",
    r"a write to a number": "수 하나에 덮어쓰기",
    r"a write of (.+) values into an array of (.+) ones": "{1} 배열에 {0} 값을 적어 넣기",
    r"an array that may share memory with one that was written to": (
        "내용을 덮어쓴 배열과 메모리를 함께 쓸 수도 있는 배열"
    ),
    r"what numpy\.empty left in memory": "numpy.empty가 메모리에 남겨 둔 값",
}

#: Masks.
OF_MASKS = {
    r"np\.(.+) of values picked by a mask": "마스크로 고른 값에 대한 np.{}",
    r"\.(.+) of values picked by a mask": "마스크로 고른 값의 .{}",
    r"a decision on values picked by a mask": "마스크로 고른 값에 따른 분기",
    r"a loop over values picked by a mask": "마스크로 고른 값을 도는 반복문",
    r"a subscript of values picked by a mask": "마스크로 고른 값에 붙은 첨자",
    r"a sum along an axis of values picked by a mask": "마스크로 고른 값을 한 축으로만 더한 합",
    r"the number of values picked by a mask": "마스크로 고른 값의 수",
    r"values picked by a mask written elsewhere": "마스크로 고른 값을 다른 곳에 적어 넣기",
    r"values picked by one mask assigned under another": (
        "한 마스크로 고른 값을 다른 마스크로 고른 자리에 대입하기"
    ),
    r"values picked by two masks": "서로 다른 두 마스크로 고른 값의 연산",
    r"an array among values picked by a mask": "마스크로 고른 값과 함께 쓴 배열",
    r"an array assigned to entries picked by a mask": "마스크로 고른 성분에 배열을 대입하기",
    r"a mask over some axes of an array": "배열의 몇몇 축에만 걸친 마스크",
    r"a mask of another shape than the array": "배열과 모양이 다른 마스크",
    r"a mask beside other subscripts": "다른 첨자와 함께 쓴 마스크",
    r"np\.add\.at with a mask": "마스크를 첨자로 준 np.add.at",
    r"an entry of what may be -inf": "-inf일 수 있는 값의 성분",
    r"a derivative through what may be -inf in line (\S+)": (
        "-inf일 수 있는 값을 거치는 미분({}번째 줄)"
    ),
    r"a product of what may be -inf with what may not be > 0": (
        "-inf일 수 있는 값과 양수가 아닐 수 있는 값의 곱"
    ),
    r"(\S+) of what may be -inf": "-inf일 수 있는 값에 대한 {}",
}

#: Shapes, and arrays that are no arrays of symbols.
OF_SHAPES = {
    r"axes of lengths (.+) and (.+) that do not fit": "길이가 서로 맞지 않는 축({}, {})",
    r"an array with (.+) axes in place of one with (.+)": (
        "축이 {1}개여야 할 자리에 놓인, 축이 {0}개인 배열"
    ),
    r"axis (.+) of an array with (.+) axes": "축이 {1}개인 배열의 축 {0}",
    r"axis=(.+), which names one axis twice": "같은 축을 두 번 적은 axis={}",
    r"an axis of length (.+) with its factors in two orders": (
        "곱해진 크기의 순서가 서로 다른 길이 {}의 축"
    ),
    r"a gradient of (.+) whose axes are products in another order": (
        "곱해진 크기의 순서가 입력과 다른 {}의 기울기"
    ),
    r"a reshape of (.+) entries to (.+)": "성분 {}개를 모양 {}에 담는 reshape",
    r"a reshape that splits an axis into (.+)": "축을 {}개로 쪼개는 reshape",
    r"a reshape that splits an axis of length (.+)": "길이가 {}인 축을 쪼개는 reshape",
    r"reshape in the order (.+)": "순서가 {}인 reshape",
    r"the diagonal of a matrix of (.+) by (.+)": "{}×{} 행렬의 대각 성분",
    r"the diagonal of a stack of matrices": "행렬 묶음의 대각 성분",
    r"np\.tril or np\.triu of a vector": "벡터의 np.tril이나 np.triu",
    r"a triangle with one row or column": "행이나 열이 하나인 삼각 행렬",
    r"a triangle along an axis whose length is 1 or a product": (
        "길이가 1이거나 곱인 축에 놓인 삼각 행렬"
    ),
    r"a triangle with a k that is no plain number": "k를 숫자로 주지 않은 삼각 행렬",
    r"(\S+) with a k that is no plain number": "k를 숫자로 주지 않은 {}",
    r"an array of rows of different lengths": "행마다 길이가 다른 배열",
    r"conversion of a symbolic array to a plain one": "기호 배열을 보통 배열로 바꾸기",
    r"writing symbols into an array of plain numbers": "보통 수의 배열에 기호를 적어 넣기",
    r"(\S+) into a plain array": "보통 수의 배열에 적어 넣는 {}",
    r"(\S+) into a number": "수 하나에 적어 넣는 {}",
    r"(\S+) into an array of another shape": "모양이 다른 배열에 적어 넣는 {}",
    r"an empty array among symbols": "기호 사이에 섞인 빈 배열",
    r"the constant (.+) among symbols": "기호 사이에 섞인 상수 {}",
    r"the whole number (.+), which may overflow": "오버플로가 날 수 있는 정수 {}",
    r"whole numbers that may leave 64 bits": "64비트를 넘을 수 있는 정수",
    r"a value of type (.+) among symbols": "기호 사이에 섞인 {} 값",
    r"astype\((.+)\) of numbers": "수의 astype({})",
    r"symbols as (.+)": "{} 자료형으로 쓴 기호",
    r"an input drawn by a function that gives integers": "정수를 주는 함수로 뽑은 입력",
    r"forward as a (.+)": "자료형이 {}인 순전파의 출력",
    r"the gradient of (.+) as a (.+)": "자료형이 {1}인 {0}의 기울기",
    r"(.+) on symbols: (.+)": "기호로 실행할 때 일어난 {}: {}",
}

#: Rules of algebra and calculus that are missing, or that would be wrong somewhere.
OF_ALGEBRA = {
    r"division by zero": "0으로 나누기",
    r"division by an indicator that may be zero": "0일 수 있는 지시 함수로 나누기",
    r"a choice between values that divide by an indicator": (
        "지시 함수로 나눈 값들 가운데에서 고르기"
    ),
    r"a power or a logarithm of zero": "0의 거듭제곱이나 로그",
    r"the logarithm of zero": "0의 로그",
    r"the power 0 of what may be no number, where NumPy has 1": (
        "수가 아닐 수 있는 값의 0제곱(넘파이에서는 1)"
    ),
    r"a sum of terms to the power (.+)": "항이 여럿인 식의 {}제곱",
    r"a power of what may be negative with an exponent that may be whole": (
        "음수일 수 있는 밑과 정수일 수 있는 지수의 거듭제곱"
    ),
    r"a power whose exponent is no plain number, of what may not be > 0": (
        "밑이 양수가 아닐 수 있고 지수가 숫자가 아닌 거듭제곱"
    ),
    r"a negative power of whole numbers": "지수가 음수인 정수의 거듭제곱",
    r"the derivative of a maximum that may be taken at several places": (
        "여러 자리에서 나올 수 있는 최댓값의 미분"
    ),
    r"the derivative of (.+)": "{}의 미분",
    r"an argmax among values with kinks": "꺾이는 점이 있는 값들의 argmax",
    r"a product by @ with a number": "수 하나와 @로 하는 곱",
    r"a product of arrays with too few axes": "축이 모자란 배열의 곱",
    r"a product of truth values": "참과 거짓으로 하는 행렬 곱",
    r"a difference of truth values": "참과 거짓의 뺄셈",
    r"a bitwise operation on real numbers": "실수의 비트 연산",
}

#: Functions of NumPy in a form that is not known; the general rows stand last.
OF_FUNCTIONS = {
    r"np\.where with a condition that is no truth value": "참과 거짓이 아닌 조건을 쓴 np.where",
    r"np\.arange from a start, with a step, or of floats": (
        "시작이나 간격을 주었거나 실수로 센 np.arange"
    ),
    r"np\.arange repeated by np\.tile or np\.repeat": "np.tile이나 np.repeat로 되풀이한 np.arange",
    r"np\.arange compared with itself along one axis": "같은 축을 따라 센 np.arange끼리의 비교",
    r"np\.array without a copy": "복사하지 않는 np.array",
    r"astype without a copy": "복사하지 않는 astype",
    r"np\.linalg\.norm of order (.+)": "차수가 {}인 np.linalg.norm",
    r"np\.var or np\.std with a ddof that is no whole number": (
        "ddof가 정수가 아닌 np.var나 np.std"
    ),
    r"np\.var or np\.std with (.+) degrees of freedom, which may be negative": (
        "자유도가 음수일 수 있는 np.var나 np.std({})"
    ),
    r"np\.einsum without a string of subscripts": "첨자를 문자열로 주지 않은 np.einsum",
    r"np\.einsum with an ellipsis": "생략 부호(...)를 쓴 np.einsum",
    r"np\.einsum of (.+) operands by (.+)": "첨자가 {1}인, 배열 {0}개의 np.einsum",
    r"np\.squeeze of axes that may have length 1": "길이가 1일 수 있는 축의 np.squeeze",
    r"np\.squeeze of an axis that may be longer than 1": "길이가 1이 아닐 수 있는 축의 np.squeeze",
    r"np\.(.+) of flattened arrays": "한 줄로 편 배열의 np.{}",
    r"np\.(.+) of a flattened array": "한 줄로 편 배열의 np.{}",
    r"np\.(.+) of parts of different shapes": "모양이 다른 조각의 np.{}",
    r"np\.concatenate of parts of lengths (.+)": "길이가 서로 다른 조각의 np.concatenate({})",
    r"np\.concatenate along an axis that a reshape put together": (
        "reshape로 합친 축을 따라 잇는 np.concatenate"
    ),
    r"np\.split of an axis of length (.+) into (.+)": "길이가 {}인 축을 {}개로 나누는 np.split",
    r"np\.average with weights": "가중치를 준 np.average",
    r"np\.putmask with values of another shape": "모양이 다른 값을 넣는 np.putmask",
    r"np\.allclose or np\.isclose of different numbers": (
        "서로 다른 수의 np.allclose나 np.isclose"
    ),
    r"np\.full_like that makes (.+) of (.+) values": "{1} 값으로 {0} 배열을 만드는 np.full_like",
    r"np\.ix_ of what are no labels or indices": "정답 번호나 첨자가 아닌 것의 np.ix_",
    r"the method \.item of several entries": "성분이 여럿인 배열의 메서드 .item",
    r"the method \.(.+)": "메서드 .{}",
    r"np\.(.+) of truth values": "참과 거짓에 대한 np.{}",
    r"np\.(.+) of numbers that are no truth values": "참과 거짓이 아닌 수에 대한 np.{}",
    r"np\.(.+) of whole numbers or truth values": "정수나 참과 거짓을 담는 np.{}",
    r"np\.(.+) of whole numbers": "정수에 대한 np.{}",
    r"np\.(.+) of a size": "크기에 대한 np.{}",
    r"np\.(.+) with where= but without out=": "out= 없이 where=를 쓴 np.{}",
    r"(\S+) with (\S+(?:, \S+)*)": "{1} 인수를 준 {0}",
    r"np\.(\S+) of (\S+)": "{1}에 대한 np.{0}",
    r"(.+) with these arguments \((.+)\)": "이 인수로 부른 {}({})",
}

#: A message is the first of these that fits; `(.+)` is carried over as it stands.
OBSTACLES: dict[str, str] = dict(
    chain.from_iterable(
        group.items()
        for group in (
            OF_THE_JUDGE,
            OF_THE_SCOPE,
            OF_THE_GRAPH,
            OF_EFFORT,
            OF_MASKS,
            OF_CONTROL,
            OF_SIZES,
            OF_SUBSCRIPTS,
            OF_SHAPES,
            OF_ALGEBRA,
            OF_FUNCTIONS,
        )
    )
)


def obstacle(text: str, lang: str) -> str:
    """Return an obstacle in Korean where it is a known one; names of code stay as they are.

    >>> obstacle("np.add of a size", "ko")
    '크기에 대한 np.add'
    >>> obstacle("np.add of a size", "en")
    'np.add of a size'
    >>> obstacle("np.floor", "ko")
    'np.floor'
    """
    if lang == "ko":
        for pattern, korean in OBSTACLES.items():
            found = re.fullmatch(pattern, text, re.DOTALL)
            if found:
                return korean.format(*found.groups())
    return text
