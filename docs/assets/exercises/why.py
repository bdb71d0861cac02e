"""연습 문제: raise 줄을 답으로 바꾸고 backproof check why.py를 실행하십시오.

Exercises: put your answer in place of each raise, then run backproof check why.py
"""

from backproof import Check


# 1. 가중치 하나 / One weight
def one_weight_forward(w, x, y):
    return (w * x - y) ** 2 / 2


def one_weight_backward(g, w, x, y):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


one_weight = Check(one_weight_forward, one_weight_backward, {"w": (), "x": (), "y": ()}, wrt="w")


# 2. 움직여 보기 / Nudging
def nudging_forward(w, x, y):
    return ((x * w - y) ** 2).sum() / 2 / len(x)


def nudging_backward(g, w, x, y):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


nudging = Check(nudging_forward, nudging_backward, {"w": (), "x": ("N",), "y": ("N",)}, wrt="w")


# 3. 함께 쓰는 인수 / The factor in common
def shared_factor_forward(w1, w2, x, y):
    a1 = w1 * x
    a2 = w2 * a1
    return (a2 - y) ** 2 / 2


def shared_factor_backward(g, w1, w2, x, y):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


shared_factor = Check(
    shared_factor_forward,
    shared_factor_backward,
    {"w1": (), "w2": (), "x": (), "y": ()},
    wrt=("w1", "w2"),
)
