"""연습 문제: raise 줄을 답으로 바꾸고 backproof check bp2.py를 실행하십시오.

Exercises: put your answer in place of each raise, then run backproof check bp2.py
"""

import numpy as np

from backproof import Check


# 1. 한 층 앞으로 / One layer back
def one_back_forward(z, W):
    return np.tanh(z) @ W.T


def one_back_backward(g, z, W):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


one_back = Check(one_back_forward, one_back_backward, {"z": ("N", "D"), "W": ("K", "D")}, wrt="z")


# 2. 다음 층이 둘일 때 / Two next layers
def two_readers_forward(z, W, V):
    a = 1 / (1 + np.exp(-z))
    return a @ W.T + a @ V.T


def two_readers_backward(g, z, W, V):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


two_readers = Check(
    two_readers_forward,
    two_readers_backward,
    {"z": ("N", "D"), "W": ("K", "D"), "V": ("K", "D")},
    wrt="z",
)


# 3. 두 층 앞으로 / Two layers back
def two_back_forward(z, W, V):
    a = np.tanh(np.tanh(z) @ W.T)
    return a @ V.T


def two_back_backward(g, z, W, V):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


two_back = Check(
    two_back_forward,
    two_back_backward,
    {"z": ("N", "D"), "W": ("H", "D"), "V": ("K", "H")},
    wrt="z",
)
