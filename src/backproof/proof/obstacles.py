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
    r"an expression of more than (\d+) entries": "성분이 {}개가 넘는 식",
    r"more than (\d+) branches": "{}개를 넘는 갈래",
    r"(\d+) choices of labels, which are more than (\d+)": "{1}가지를 넘는 {0}가지 정답 번호",
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
    r"one-hot rows along a product axis": "곱으로 적힌 축에 놓인 원핫 벡터",
    r"a triangle with one row or column": "행이나 열이 하나인 삼각 행렬",
    r"float\(\) of no float": "실수가 아닌 것의 float()",
    r"np\.arange from a start, with a step, or of floats": (
        "시작이나 간격을 주었거나 실수로 센 np.arange"
    ),
    r"(\S+) with k=(.+)": "k={1}인 {0}",
}

#: Decisions, loops and whatever else asks for a number that is a symbol.
OF_CONTROL = {
    r"a decision on a size \((.+)\)": "크기에 따른 분기({})",
    r"a decision \(if, and, or, not\) on the value of an array": (
        "배열의 값에 따른 분기(if, and, or, not)"
    ),
    r"a decision on data outside of a proof": "증명 밖에서 데이터에 따라 갈리는 분기",
    r"a comparison after a division by what may be 0 on a whole region": (
        "한 영역 전체에서 0일 수 있는 것으로 나눈 뒤의 비교"
    ),
    r"a comparison after a root or a logarithm of what may be negative": (
        "음수일 수 있는 것의 제곱근이나 로그를 구한 뒤의 비교"
    ),
    r"a decision on entries that a mask picks out": "마스크로 고른 성분에 따른 분기",
    r"a look-up by a size": "크기를 키로 쓰는 조회",
    r"the size (.+) where a number is needed": "수가 필요한 자리에 있는 크기 {}",
    r"the rounded quotient (.+) // (.+)": "나머지를 버린 몫 {} // {}",
    r"int\(\) of a quotient of sizes": "크기를 나눈 몫의 int()",
    r"a loop over an array of symbolic length": "길이가 글자인 배열을 도는 반복문",
    r"a loop over entries that a mask picks out": "마스크로 고른 성분을 도는 반복문",
    r"len\(\) of a symbolic axis": "길이가 글자인 축의 len()",
    r"len\(\) of entries that a mask picks out": "마스크로 고른 성분의 len()",
    r"hash\(\) of a symbol": "기호의 hash()",
    r"(\S+) of a symbol": "기호에 대한 {}",
    r"pickling an array of symbols": "기호 배열의 피클링",
}

#: Subscripts, picking and storing.
OF_SUBSCRIPTS = {
    r"a subscript by an array that is no index into (.+) values": (
        "{}개 가운데에서 고르는 첨자가 아닌 배열을 첨자로 쓰기"
    ),
    r"a subscript that mixes a number with an array of indices": "수와 첨자 배열을 섞은 첨자",
    r"a subscript that depends on data": "데이터에 따라 달라지는 첨자",
    r"a subscript of entries that a mask picks out": "마스크로 고른 성분에 붙은 첨자",
    r"the subscript (.+)": "첨자 {}",
    r"real numbers as subscripts": "첨자로 쓴 실수",
    r"a real number as an? (?:index|subscript)": "첨자로 쓴 실수",
    r"a slice of the blocks (.+)": "블록 {}의 슬라이스",
    r"the index (.+) as a value": "값으로 쓴 첨자 {}",
    r"the index (.+)": "첨자 {}",
    r"arithmetic with labels or indices": "정답 번호나 첨자로 하는 산술",
    r"labels or indices compared with real numbers": "정답 번호나 첨자와 실수의 비교",
    r"a reduction of labels or indices": "정답 번호나 첨자의 축약",
    r"a product of labels or truth values": "정답 번호나 참과 거짓의 곱",
    r"an assignment to subscripts that may repeat": "되풀이될 수 있는 첨자에 대입하기",
    r"a write to an input, to integers or to a number": "입력, 정수, 수 하나에 덮어쓰기",
    r"a write to an array while there is a view of it": "뷰가 남아 있는 배열에 덮어쓰기",
    r"a write through a view": "뷰를 거쳐 덮어쓰기",
    r"what numpy\.empty left in memory": "numpy.empty가 메모리에 남겨 둔 값",
}

#: Masks.
OF_MASKS = {
    r"np\.(.+) of values picked by a mask": "마스크로 고른 값에 대한 np.{}",
    r"np\.(.+) of entries that a mask picks out": "마스크로 고른 성분에 대한 np.{}",
    r"\.(.+) of entries that a mask picks out": "마스크로 고른 성분의 .{}",
    r"values picked by one mask assigned under another": (
        "한 마스크로 고른 값을 다른 마스크로 고른 자리에 대입하기"
    ),
    r"entries that one mask picks out, stored under another": (
        "한 마스크로 고른 성분을 다른 마스크로 고른 자리에 대입하기"
    ),
    r"an array assigned to entries picked by a mask": "마스크로 고른 성분에 배열을 대입하기",
    r"an array stored under a mask": "마스크로 고른 성분에 배열을 대입하기",
    r"assignment to entries that a mask picks out": "마스크로 고른 성분에 대입하기",
    r"writing what a mask picks out into an array": "마스크로 고른 성분을 배열에 적어 넣기",
    r"a mask over some axes of an array": "배열의 몇몇 축에만 걸친 마스크",
    r"a mask together with other subscripts": "다른 첨자와 함께 쓴 마스크",
    r"values picked by a mask written elsewhere": "마스크로 고른 값을 다른 곳에 적어 넣기",
    r"values picked by two masks": "두 마스크로 고른 값",
    r"an operation on entries that two different masks pick out": (
        "서로 다른 두 마스크로 고른 성분의 연산"
    ),
    r"an array among values picked by a mask": "마스크로 고른 값 사이에 섞인 배열",
    r"an array together with entries that a mask picks out": ("마스크로 고른 성분과 함께 쓴 배열"),
    r"a sum along an axis of entries that a mask picks out": (
        "마스크로 고른 성분을 한 축으로만 더한 합"
    ),
    r"the number of entries that a mask picks out": "마스크로 고른 성분의 수",
}

#: Shapes, and arrays that are no arrays of symbols.
OF_SHAPES = {
    r"an axis of length (.+) in different orders": "순서가 서로 다른 길이 {}의 축",
    r"a gradient of (.+) whose axes are products in another order": (
        "곱해진 크기의 순서가 입력과 다른 {}의 기울기"
    ),
    r"a reshape that splits an axis into (.+)": "축을 {}개로 쪼개는 reshape",
    r"a reshape that splits an axis of length (.+)": "길이가 {}인 축을 쪼개는 reshape",
    r"reshape in the order (.+)": "순서가 {}인 reshape",
    r"the diagonal of a matrix that is not square": "정사각이 아닌 행렬의 대각 성분",
    r"np\.eye that is not square": "정사각이 아닌 np.eye",
    r"an array of rows of different lengths": "행마다 길이가 다른 배열",
    r"conversion of a symbolic array to a plain one": "기호 배열을 보통 배열로 바꾸기",
    r"writing symbols into an array of plain numbers": "보통 수의 배열에 기호를 적어 넣기",
    r"np\.(.+) into a plain array": "보통 배열에 적어 넣는 np.{}",
    r"an array of plain numbers among symbols": "기호 사이에 섞인 보통 수의 배열",
    r"an array of (.+) of symbolic shape": "모양이 글자인 {} 배열",
    r"an array of (.+)": "{} 배열",
    r"the constant (.+) among symbols": "기호 사이에 섞인 상수 {}",
    r"the constant (.+)": "상수 {}",
    r"a value of type (.+) among symbols": "기호 사이에 섞인 {} 값",
    r"an? (.+) among symbols": "기호 사이에 섞인 {} 값",
    r"(.+) among symbols": "기호 사이에 섞인 {}",
    r"astype\((.+)\) of symbols": "기호의 astype({})",
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
    r"a sum of terms to the power (.+)": "항이 여럿인 식의 {}제곱",
    r"a power of what may be negative with an exponent that may be whole": (
        "음수일 수 있는 밑과 정수일 수 있는 지수의 거듭제곱"
    ),
    r"the derivative of a maximum that may be taken at several places": (
        "여러 자리에서 나올 수 있는 최댓값의 미분"
    ),
    r"the derivative of (.+)": "{}의 미분",
    r"a derivative by (.+), which is no entry": "배열의 성분이 아닌 {}에 대한 미분",
    r"an argmax among values with kinks": "꺾이는 점이 있는 값들의 argmax",
    r"the function (.+)": "함수 {}",
    r"an entry of (.+)": "{}의 성분",
    r"a sum whose range depends on another index": "범위가 다른 첨자에 달린 합",
    r"a sum over (.+) values, which may be empty": "비어 있을 수 있는 {}개 값의 합",
    r"a sum that starts at (.+)": "{}에서 시작하는 합",
    r"a difference of truth values": "참과 거짓의 뺄셈",
    r"a bitwise operation on real numbers": "실수의 비트 연산",
}

#: Functions of NumPy in a form that is not known; the general rows stand last.
OF_FUNCTIONS = {
    r"np\.where with a condition that is no comparison": "비교가 아닌 조건을 쓴 np.where",
    r"np\.arange from a start or with a step": "시작이나 간격을 준 np.arange",
    r"np\.array without a copy": "복사하지 않는 np.array",
    r"astype without a copy": "복사하지 않는 astype",
    r"np\.linalg\.norm of order (.+)": "차수가 {}인 np.linalg.norm",
    r"np\.diagonal of a stack of matrices": "행렬 묶음의 np.diagonal",
    r"np\.einsum in this form": "이런 꼴의 np.einsum",
    r"np\.matmul of stacks that broadcast": "브로드캐스팅되는 행렬 묶음의 np.matmul",
    r"np\.squeeze of axes that may have length 1": "길이가 1일 수 있는 축의 np.squeeze",
    r"np\.concatenate of flattened arrays": "한 줄로 편 배열의 np.concatenate",
    r"np\.concatenate of parts of different shapes": "모양이 다른 조각의 np.concatenate",
    r"np\.concatenate of labels": "정답 번호의 np.concatenate",
    r"np\.split at given places": "자리를 정해 준 np.split",
    r"np\.split of an axis of (.+) values into (.+)": "길이가 {}인 축을 {}개로 나누는 np.split",
    r"np\.take of a flattened array": "한 줄로 편 배열의 np.take",
    r"np\.average with weights": "가중치를 준 np.average",
    r"np\.putmask with values of another shape": "모양이 다른 값을 넣는 np.putmask",
    r"np\.allclose or np\.isclose of different numbers": (
        "서로 다른 수의 np.allclose나 np.isclose"
    ),
    r"the method \.item of several entries": "성분이 여럿인 배열의 메서드 .item",
    r"the method \.(.+)": "메서드 .{}",
    r"np\.(.+) of truth values": "참과 거짓에 대한 np.{}",
    r"np\.(.+) of a size": "크기에 대한 np.{}",
    r"np\.(.+) with where= but without out=": "out= 없이 where=를 쓴 np.{}",
    r"np\.(.+) with options": "선택 인수를 준 np.{}",
    r"np\.(\S+) with (\S+(?:, \S+)*)": "{1} 인수를 준 np.{0}",
    r"np\.(\S+) of (\S+)": "{1}에 대한 np.{0}",
    r"(.+) with these arguments \((.+)\)": "이 인수로 부른 {}({})",
}

#: A message is the first of these that fits; `(.+)` is carried over as it stands.
OBSTACLES: dict[str, str] = dict(
    chain.from_iterable(
        group.items()
        for group in (
            OF_THE_JUDGE,
            OF_THE_GRAPH,
            OF_EFFORT,
            OF_MASKS,
            OF_CONTROL,
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
