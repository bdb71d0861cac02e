"""연습 문제: raise 줄을 답으로 바꾸고 backproof check autodiff.py를 실행하십시오.

Exercises: put your answer in place of each raise, then run backproof check autodiff.py
"""

import numpy as np

from backproof import Check


# 1. 두 번 쓰인 값 / A value used twice
def used_twice_forward(x, W):
    h = x @ W.T
    return h * h + h


def used_twice_backward(g, x, W):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


used_twice = Check(used_twice_forward, used_twice_backward, {"x": ("N", "D"), "W": ("K", "D")})


# 2. 야코비 행렬 없이 / Without a Jacobian
def centred_forward(x):
    return x - x.mean(axis=1, keepdims=True)


def centred_backward(g, x):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


centred = Check(centred_forward, centred_backward, {"x": ("N", "K")})


# 3. 두 방향을 잇달아 / One mode after the other
def both_modes_forward(x, v):
    return np.cos(x) * v


def both_modes_backward(g, x, v):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


both_modes = Check(both_modes_forward, both_modes_backward, {"x": ("N",), "v": ("N",)})
