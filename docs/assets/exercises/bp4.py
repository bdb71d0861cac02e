"""연습 문제: raise 줄을 답으로 바꾸고 backproof check bp4.py를 실행하십시오.

Exercises: put your answer in place of each raise, then run backproof check bp4.py
"""

import numpy as np

from backproof import Check


# 1. 활성화 함수 앞의 가중치 / Weights before an activation function
def weight_forward(x, W):
    return np.tanh(x @ W.T)


def weight_backward(g, x, W):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


weight = Check(weight_forward, weight_backward, {"x": ("N", "D"), "W": ("K", "D")}, wrt="W")


# 2. 가중치 감쇠 / Weight decay
def decay_forward(x, W, y, c):
    fit = ((x @ W.T - y) ** 2).sum() / 2 / len(x)
    return fit + c * (W**2).sum() / 2


def decay_backward(g, x, W, y, c):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


decay = Check(
    decay_forward,
    decay_backward,
    {"x": ("N", "D"), "W": ("K", "D"), "y": ("N", "K"), "c": ()},
    wrt="W",
)


# 3. 두 번 쓰는 가중치 / Weights used twice
def tied_forward(x, W):
    return np.tanh(x @ W.T) @ W


def tied_backward(g, x, W):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


tied = Check(tied_forward, tied_backward, {"x": ("N", "D"), "W": ("K", "D")}, wrt="W")
