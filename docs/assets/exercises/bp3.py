"""연습 문제: raise 줄을 답으로 바꾸고 backproof check bp3.py를 실행하십시오.

Exercises: put your answer in place of each raise, then run backproof check bp3.py
"""

import numpy as np

from backproof import Check


# 1. 활성화 함수 앞의 편향 / A bias before an activation function
def bias_forward(z, b):
    return np.tanh(z + b)


def bias_backward(g, z, b):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


bias = Check(bias_forward, bias_backward, {"z": ("N", "K"), "b": ("K",)}, wrt="b")


# 2. 모든 뉴런에 하나뿐인 편향 / One bias for all neurons
def one_bias_forward(x, W, b):
    return x @ W.T + b


def one_bias_backward(g, x, W, b):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


one_bias = Check(
    one_bias_forward, one_bias_backward, {"x": ("N", "D"), "W": ("K", "D"), "b": ()}, wrt="b"
)


# 3. 두 층이 함께 쓰는 편향 / A bias shared by two layers
def shared_bias_forward(x, W, b):
    a = np.tanh(x + b)
    return a @ W.T + b


def shared_bias_backward(g, x, W, b):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


shared_bias = Check(
    shared_bias_forward,
    shared_bias_backward,
    {"x": ("N", "D"), "W": ("D", "D"), "b": ("D",)},
    wrt="b",
)
