"""연습 문제: raise 줄을 답으로 바꾸고 backproof check chain_rule.py를 실행하십시오.

Exercises: put your answer in place of each raise, then run backproof check chain_rule.py
"""

import numpy as np

from backproof import Check


# 1. 경로 하나 / One path
def one_path_forward(x):
    return np.sin(x**2)


def one_path_backward(g, x):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


one_path = Check(one_path_forward, one_path_backward, {"x": ("N",)})


# 2. 경로 둘 / Two paths
def two_paths_forward(x):
    return np.sin(x) * np.exp(x)


def two_paths_backward(g, x):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


two_paths = Check(two_paths_forward, two_paths_backward, {"x": ("N",)})


# 3. 층을 건너뛰는 경로 / A path that skips a layer
def skip_forward(x, W):
    return np.tanh(x @ W.T) + x


def skip_backward(g, x, W):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


skip = Check(skip_forward, skip_backward, {"x": ("N", "D"), "W": ("D", "D")})
