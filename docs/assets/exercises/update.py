"""연습 문제: raise 줄을 답으로 바꾸고 backproof check update.py를 실행하십시오.

Exercises: put your answer in place of each raise, then run backproof check update.py
"""

from backproof import Check


# 1. 크기가 다른 두 미니배치 / Two minibatches of unequal size
def unequal_forward(w, x1, y1, x2, y2):
    first = ((x1 @ w - y1) ** 2).sum() / 2
    second = ((x2 @ w - y2) ** 2).sum() / 2
    return (first + second) / (len(x1) + len(x2))


def unequal_backward(g, w, x1, y1, x2, y2):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


unequal = Check(
    unequal_forward,
    unequal_backward,
    {"w": ("D",), "x1": ("N", "D"), "y1": ("N",), "x2": ("M", "D"), "y2": ("M",)},
    wrt="w",
)


# 2. 학습률로 미분하기 / By the learning rate
def rate_forward(eta, w, d, x, y):
    new = w - eta * d
    return ((x @ new - y) ** 2).sum() / 2 / len(x)


def rate_backward(g, eta, w, d, x, y):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


rate = Check(
    rate_forward,
    rate_backward,
    {"eta": (), "w": ("D",), "d": ("D",), "x": ("N", "D"), "y": ("N",)},
    wrt="eta",
)


# 3. 갱신을 거쳐서 / Through an update
def through_update_forward(w, eta, x, y):
    new = w - eta * (w * x - y) * x
    return (new * x - y) ** 2 / 2


def through_update_backward(g, w, eta, x, y):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


through_update = Check(
    through_update_forward, through_update_backward, {"w": (), "eta": (), "x": (), "y": ()}, wrt="w"
)
