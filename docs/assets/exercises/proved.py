"""연습 문제: raise 줄을 답으로 바꾸고 backproof check proved.py를 실행하십시오.

Exercises: put your answer in place of each raise, then run backproof check proved.py
"""

import numpy as np

from backproof import Check


# 1. 배치의 평균 / The mean of a batch
def batch_mean_forward(x):
    return x.mean(axis=0)


def batch_mean_backward(g, x):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


batch_mean = Check(batch_mean_forward, batch_mean_backward, {"x": ("N", "K")})


# 2. 꺾이는 점 / A kink
def kink_forward(x):
    return np.abs(x)


def kink_backward(g, x):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


kink = Check(kink_forward, kink_backward, {"x": ("N",)})


# 3. 누적 합 / A running sum
def running_forward(x):
    return np.stack([x[: n + 1].sum() for n in range(len(x))])


def running_backward(g, x):
    raise NotImplementedError("아직 풀지 않았습니다 / not answered yet")


running = Check(running_forward, running_backward, {"x": ("N",)})
