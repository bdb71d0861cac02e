"""연습 문제: raise 줄을 답으로 바꾸고 backproof check output_layers.py를 실행하십시오.

Exercises: put your answer in place of each raise, then run backproof check output_layers.py
"""

import numpy as np

from backproof import Check


# 1. 이진 교차 엔트로피 / Binary cross-entropy
def binary_forward(z, y):
    return (np.log(1 + np.exp(z)) - y * z).sum() / len(z)


def binary_backward(g, z, y):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


binary = Check(binary_forward, binary_backward, {"z": ("N", "K"), "y": ("N", "K")}, wrt="z")


# 2. 개수를 맞히는 출력층 / An output layer for counts
def counts_forward(z, y):
    return (np.exp(z) - y * z).sum() / len(z)


def counts_backward(g, z, y):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


counts = Check(counts_forward, counts_backward, {"z": ("N", "K"), "y": ("N", "K")}, wrt="z")


# 3. 합이 1이 아닌 목푯값 / Targets that do not sum to 1
def any_target_forward(z, y):
    e = np.exp(z)
    a = e / e.sum(axis=1, keepdims=True)
    return -(y * np.log(a)).sum() / len(z)


def any_target_backward(g, z, y):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


any_target = Check(
    any_target_forward, any_target_backward, {"z": ("N", "K"), "y": ("N", "K")}, wrt="z"
)
