"""연습 문제: raise 줄을 답으로 바꾸고 backproof check cost.py를 실행하십시오.

Exercises: put your answer in place of each raise, then run backproof check cost.py
"""

import numpy as np

from backproof import Check


# 1. 표본에 대한 평균 / A mean over examples
def mean_forward(a, y):
    return ((a - y) ** 2).sum() / 2 / len(a)


def mean_backward(g, a, y):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


mean = Check(mean_forward, mean_backward, {"a": ("N", "K"), "y": ("N", "K")}, wrt="a")


# 2. 표본을 한데 보는 비용 / A cost that sees examples together
def root_forward(a, y):
    return np.sqrt(1 + ((a - y) ** 2).sum() / len(a))


def root_backward(g, a, y):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


root = Check(root_forward, root_backward, {"a": ("N", "K"), "y": ("N", "K")}, wrt="a")


# 3. 은닉 활성값에 주는 벌점 / A penalty on hidden activations
def penalty_forward(a, W, y, c):
    fit = ((a @ W.T - y) ** 2).sum() / 2 / len(a)
    return fit + c * (a**2).sum() / 2 / len(a)


def penalty_backward(g, a, W, y, c):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


penalty = Check(
    penalty_forward,
    penalty_backward,
    {"a": ("N", "D"), "W": ("K", "D"), "y": ("N", "K"), "c": ()},
    wrt=("a", "W"),
)
