"""연습 문제: raise 줄을 답으로 바꾸고 backproof check algorithm.py를 실행하십시오.

Exercises: put your answer in place of each raise, then run backproof check algorithm.py
"""

import numpy as np

from backproof import Check


# 1. 두 층의 가중치 / The weights of two layers
def two_layers_forward(x, W1, W2):
    a1 = 1 / (1 + np.exp(-(x @ W1.T)))
    return a1 @ W2.T


def two_layers_backward(g, x, W1, W2):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


two_layers = Check(
    two_layers_forward,
    two_layers_backward,
    {"x": ("N", "D"), "W1": ("H", "D"), "W2": ("K", "H")},
    wrt=("W1", "W2"),
)


# 2. 입력까지 / Down to the input
def to_the_input_forward(x, W1, W2):
    return np.tanh(x @ W1.T) @ W2.T


def to_the_input_backward(g, x, W1, W2):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


to_the_input = Check(
    to_the_input_forward,
    to_the_input_backward,
    {"x": ("N", "D"), "W1": ("H", "D"), "W2": ("K", "H")},
    wrt="x",
)


# 3. 세 층과 비용 / Three layers and a cost
def three_layers_forward(x, W1, W2, W3, y):
    a1 = np.tanh(x @ W1.T)
    a2 = np.tanh(a1 @ W2.T)
    return ((a2 @ W3.T - y) ** 2).sum() / 2 / len(x)


def three_layers_backward(g, x, W1, W2, W3, y):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


three_layers = Check(
    three_layers_forward,
    three_layers_backward,
    {"x": ("N", "D"), "W1": ("D", "D"), "W2": ("D", "D"), "W3": ("D", "D"), "y": ("N", "D")},
    wrt=("W1", "W2", "W3"),
)
