"""연습 문제: raise 줄을 답으로 바꾸고 backproof check insights.py를 실행하십시오.

Exercises: put your answer in place of each raise, then run backproof check insights.py
"""

import numpy as np

from backproof import Check


# 1. 활성값으로 쓴 기울기 / The slope, written with the activation
def slope_forward(z):
    return 1 / (1 + np.exp(-z))


def slope_backward(g, z):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


slope = Check(slope_forward, slope_backward, {"z": ("N", "K")})


# 2. 뉴런 둘을 지나는 사슬 / A chain of two neurons
def chain_forward(z):
    a1 = 1 / (1 + np.exp(-z))
    return 1 / (1 + np.exp(-a1))


def chain_backward(g, z):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


chain = Check(chain_forward, chain_backward, {"z": ("N",)})


# 3. 스스로 게이트가 되는 함수 / A function that is its own gate
def swish_forward(z):
    return z / (1 + np.exp(-z))


def swish_backward(g, z):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


swish = Check(swish_forward, swish_backward, {"z": ("N", "K")})
