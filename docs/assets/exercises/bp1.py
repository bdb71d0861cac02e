"""연습 문제: raise 줄을 답으로 바꾸고 backproof check bp1.py를 실행하십시오.

Exercises: put your answer in place of each raise, then run backproof check bp1.py
"""

import numpy as np

from backproof import Check


# 1. tanh와 절반 제곱 오차 / tanh and the half squared error
def tanh_forward(z, y):
    return ((np.tanh(z) - y) ** 2).sum() / 2 / len(z)


def tanh_backward(g, z, y):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


tanh = Check(tanh_forward, tanh_backward, {"z": ("N", "K"), "y": ("N", "K")}, wrt="z")


# 2. 네제곱 비용 / A cost of fourth powers
def fourth_power_forward(z, y):
    a = 1 / (1 + np.exp(-z))
    return ((a - y) ** 4).sum() / 4 / len(z)


def fourth_power_backward(g, z, y):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


fourth_power = Check(
    fourth_power_forward, fourth_power_backward, {"z": ("N", "K"), "y": ("N", "K")}, wrt="z"
)


# 3. 소프트맥스와 절반 제곱 오차 / Softmax and the half squared error
def softmax_forward(z, y):
    e = np.exp(z)
    a = e / e.sum(axis=1, keepdims=True)
    return ((a - y) ** 2).sum() / 2 / len(z)


def softmax_backward(g, z, y):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


softmax = Check(softmax_forward, softmax_backward, {"z": ("N", "K"), "y": ("N", "K")}, wrt="z")
