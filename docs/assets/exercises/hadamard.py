"""연습 문제: raise 줄을 답으로 바꾸고 backproof check hadamard.py를 실행하십시오.

Exercises: put your answer in place of each raise, then run backproof check hadamard.py
"""

import numpy as np

from backproof import Check


# 1. 아다마르 곱 자신 / The Hadamard product itself
def product_forward(u, v):
    return u * v


def product_backward(g, u, v):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


product = Check(product_forward, product_backward, {"u": ("N", "K"), "v": ("N", "K")})


# 2. 행마다 같은 배율 / The same scale in every row
def scale_forward(x, s):
    return x * s


def scale_backward(g, x, s):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


scale = Check(scale_forward, scale_backward, {"x": ("N", "K"), "s": ("K",)})


# 3. 소프트맥스 / Softmax
def softmax_forward(z):
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def softmax_backward(g, z):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


softmax = Check(softmax_forward, softmax_backward, {"z": ("N", "K")})
