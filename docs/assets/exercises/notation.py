"""연습 문제: raise 줄을 답으로 바꾸고 backproof check notation.py를 실행하십시오.

Exercises: put your answer in place of each raise, then run backproof check notation.py
"""

from backproof import Check


# 1. 모든 성분의 평균 / The mean of all entries
def every_entry_forward(a, y):
    return ((a - y) ** 2).mean()


def every_entry_backward(g, a, y):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


every_entry = Check(
    every_entry_forward, every_entry_backward, {"a": ("N", "K"), "y": ("N", "K")}, wrt="a"
)


# 2. (입력, 출력)으로 적은 가중치 / Weights as (in, out)
def in_out_forward(x, W, b):
    return x @ W + b


def in_out_backward(g, x, W, b):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


in_out = Check(in_out_forward, in_out_backward, {"x": ("N", "D"), "W": ("D", "K"), "b": ("K",)})


# 3. 표본이 열일 때 / Examples as columns
def columns_forward(x, W, b):
    return W @ x + b[:, None]


def columns_backward(g, x, W, b):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


columns = Check(columns_forward, columns_backward, {"x": ("D", "N"), "W": ("K", "D"), "b": ("K",)})
