"""연습 문제: raise 줄을 답으로 바꾸고 backproof check forward.py를 실행하십시오.

Exercises: put your answer in place of each raise, then run backproof check forward.py
"""

import numpy as np

from backproof import Check


# 1. 편향만 있는 층 / A layer of biases
def bias_forward(x, b):
    return x + b


def bias_backward(g, x, b):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


bias = Check(bias_forward, bias_backward, {"x": ("N", "K"), "b": ("K",)})


# 2. 뉴런 하나 / One neuron
def neuron_forward(x, w, b):
    return 1 / (1 + np.exp(-(x @ w + b)))


def neuron_backward(g, x, w, b):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


neuron = Check(neuron_forward, neuron_backward, {"x": ("N", "D"), "w": ("D",), "b": ()})


# 3. 활성화 함수 없는 두 층 / Two layers without activation functions
def no_activation_forward(x, W1, W2):
    return x @ W1.T @ W2.T


def no_activation_backward(g, x, W1, W2):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


no_activation = Check(
    no_activation_forward,
    no_activation_backward,
    {"x": ("N", "D"), "W1": ("D", "D"), "W2": ("D", "D")},
)
