# %% [markdown] tags=["ko"]
# # 손글씨 숫자로 학습하기 {#digits}
#
# 지금까지의 예제는 손으로 따라갈 수 있을 만큼 작았습니다.
# 이 페이지에서는 같은 코드로 진짜 데이터를 학습합니다.
# 사람이 쓴 숫자 그림을 보고 0부터 9까지 가운데 무엇인지 맞히는 문제입니다.
# 이 페이지는 사이트를 만들 때마다 처음부터 실행되며, 떼어 둔 그림에서 정확도가 96퍼센트에 못 미치면 사이트가 만들어지지 않습니다.

# %% [markdown] tags=["en"]
# # Training on handwritten digits {#digits}
#
# The examples so far were small enough to follow by hand.
# This page uses the same code on real data.
# The task is to look at an image of a digit that somebody wrote and to say which of 0 to 9 it is.
# The page runs from the start whenever the site is built, and if the accuracy on held-out images falls short of 96 percent, the site is not built.

# %% [markdown] tags=["ko"]
# ## 데이터 {#data}
#
# E. Alpaydin과 C. Kaynak이 모은 손글씨 숫자 데이터를 씁니다([출처와 이용 조건](https://doi.org/10.24432/C50P49), CC BY 4.0).
# 작은 파일이라 패키지에 함께 들어 있습니다.
# 그림 하나는 가로세로 여덟 칸씩이고, 칸마다 밝기가 적혀 있습니다.
# 그림을 한 줄로 펴서 행렬의 행 하나로 삼고, 밝기는 0과 1 사이로 맞춥니다.
# 목푯값은 **원핫** 벡터입니다.
# 정답의 자리만 1이고 나머지는 0인 벡터를 말합니다.

# %% [markdown] tags=["en"]
# ## The data {#data}
#
# We use the handwritten digits that E. Alpaydin and C. Kaynak collected ([source and licence](https://doi.org/10.24432/C50P49), CC BY 4.0).
# The file is small and comes with the package.
# An image has eight by eight cells, each with its brightness.
# Laid out in a line, an image is one row of a matrix, and the brightness is scaled to lie between 0 and 1.
# The targets are **one-hot** vectors.
# Such a vector is 1 at the place of the right answer and 0 everywhere else.

# %%
from backproof.nn import digits
from book.figures import digits as show

data = digits(held_out=0.2, seed=0)
show.images(data)

# %% [markdown] tags=["ko"]
# 그림의 5분의 1은 학습에 쓰지 않고 떼어 둡니다.
# 학습에 쓴 그림을 잘 맞히는 것은 외운 것일 수도 있으므로, 실력은 처음 보는 그림으로 재야 합니다.

# %% [markdown] tags=["en"]
# One fifth of the images is held out and never used for training.
# Getting the training images right may be mere memory; skill shows on images never seen before.

# %%
show.table(
    {
        "training images": len(data.x),
        "held-out images": len(data.held_out_x),
        "inputs of an image": data.x.shape[1],
    }
)

# %% [markdown] tags=["ko"]
# ## 신경망 {#network}
#
# 은닉층 하나에 뉴런 30개를 두고 tanh를 씁니다.
# 출력층에는 뉴런이 10개 있고, 활성화 함수 없이 가중합을 그대로 내보냅니다.
# 소프트맥스는 손실 안에 들어 있습니다.
# 그렇게 하면 가중합이 아주 커도 넘치지 않으며, [출력층](../chapters/output_layers.md)에서 본 대로 출력의 오차가 확률과 목푯값의 차로 간단해집니다.

# %% [markdown] tags=["en"]
# ## The network {#network}
#
# One hidden layer has 30 neurons with tanh.
# The output layer has 10 neurons and passes its weighted sums on as they are.
# Softmax is part of the loss.
# That way even very large weighted sums do not overflow, and the error of the output is simply probability minus target, as shown under [Output layers](../chapters/output_layers.md).

# %%
from backproof.nn import Network, identity, softmax_cross_entropy, tanh

start = Network.initial((64, 30, 10), (tanh, identity), softmax_cross_entropy, seed=0)

show.table(
    {
        "parameters": sum(p.size for p in start.parameters),
        "cost before training": f"{start.cost(data.x, data.y):.3f}",
    }
)

# %% [markdown] tags=["ko"]
# ## 기울기를 먼저 증명하기 {#proof}
#
# 학습에 쓸 비용 함수를 그대로 증명기에 넘깁니다.
# 학습은 매개변수의 기울기만 쓰므로 그 네 가지만 묻습니다.
# 표본 수도, 입력의 수도, 두 층의 너비도 글자입니다.
# 따라서 이 증명은 이 데이터와 이 신경망에만 해당하는 것이 아닙니다.

# %% [markdown] tags=["en"]
# ## First, prove the gradients {#proof}
#
# The very cost function that we are about to train with goes to the prover.
# Training uses the gradients by the four parameters alone, so these are what is asked for.
# The number of examples, the number of inputs and the widths of both layers are letters.
# So the proof is not about this data set or this network alone.

# %%
from backproof import Verdict, prove
from backproof.nn import with_loss

cost = with_loss(start.training_layer, start.loss)
shapes = {
    "x": ("N", "D"),
    "y": ("N", "K"),
    "W1": ("H", "D"),
    "b1": ("H",),
    "W2": ("K", "H"),
    "b2": ("K",),
}
proof = prove(cost, shapes, wrt=("W1", "b1", "W2", "b2"))
assert proof.verdict is Verdict.PROVED
show.report(proof.explain)

# %% [markdown] tags=["ko"]
# ## 학습 {#training}
#
# 그림을 섞어 16장씩 미니배치로 나누고, 미니배치마다 순전파, 역전파, 갱신을 한 번씩 합니다.
# 모든 그림을 한 번씩 보면 한 에폭이고, 이것을 40번 되풀이합니다.
# 갱신식은 [매개변수 갱신](../chapters/update.md)에서 본 것과 같습니다.

# %% [markdown] tags=["en"]
# ## Training {#training}
#
# The images are shuffled and cut into minibatches of 16, and each minibatch takes one forward pass, one backward pass and one update.
# Once all images have been seen, an epoch is over; there are 40 of them.
# The update is the one shown under [Parameter update](../chapters/update.md).

# %%
from backproof.nn import train

trained, history = train(
    start,
    data.x,
    data.y,
    epochs=40,
    batch_size=16,
    learning_rate=0.5,
    seed=0,
    held_out=(data.held_out_x, data.held_out_y),
)

# %%
show.learning_curve(history)

# %% [markdown] tags=["ko"]
# 학습에 쓴 그림의 비용은 한 에폭 동안 미니배치에서 나온 비용의 평균이고, 떼어 둔 그림의 비용은 에폭이 끝날 때마다 잰 것입니다.
# 두 곡선이 갈라지는 것을 보십시오.
# 학습에 쓴 그림의 비용은 계속 줄지만, 떼어 둔 그림의 비용은 어느 지점에서 멈춥니다.
# 그 뒤에 배우는 것은 대부분 학습에 쓴 그림에만 있는 버릇입니다.
# 이렇게 학습 데이터에만 맞추어지는 것을 **과적합**이라고 합니다.

# %% [markdown] tags=["en"]
# The cost of the training images is the mean over the minibatches of an epoch; that of the held-out images is measured after each epoch.
# See how the two curves part.
# The cost of the training images keeps falling, while that of the held-out images levels off.
# What is learned after that is mostly peculiar to the training images.
# Fitting the training data alone in this way is called **overfitting**.

# %% [markdown] tags=["ko"]
# ## 결과 {#result}
#
# 떼어 둔 그림으로 정확도를 잽니다.
# 다음 칸의 `assert`가 이 페이지의 약속입니다.

# %% [markdown] tags=["en"]
# ## The result {#result}
#
# The accuracy is measured on the held-out images.
# The `assert` in the next cell is the promise of this page.

# %%
from backproof.nn import accuracy

PROMISED = 0.96
right = accuracy(trained, data.held_out_x, data.held_out_y)
assert right >= PROMISED

show.table(
    {
        "accuracy on training images": f"{accuracy(trained, data.x, data.y):.1%}",
        "accuracy on held-out images": f"{right:.1%}",
    }
)

# %% [markdown] tags=["ko"]
# 정확도 하나로는 무엇을 무엇과 헷갈리는지 알 수 없습니다.
# 정답을 행으로, 대답을 열로 하여 세어 보면 드러납니다.

# %% [markdown] tags=["en"]
# The accuracy alone does not tell what is mistaken for what.
# Counting with a row for the truth and a column for the answer does.

# %%
answers = trained.predict(data.held_out_x).argmax(axis=1)
show.confusion_matrix(data, answers)

# %% [markdown] tags=["ko"]
# 틀린 그림을 직접 보면 사람에게도 어려운 것이 섞여 있습니다.

# %% [markdown] tags=["en"]
# Among the images that went wrong, some are hard for people as well.

# %%
show.mistakes(data, answers)

# %% [markdown] tags=["ko"]
# ## 자주 하는 오해 {#misreadings}
#
# - **기울기를 증명했으니 정확도도 보장된다.**
#   증명된 것은 기울기입니다.
#   정확도는 데이터와 설정에 달려 있으며, 그래서 재어서 확인합니다.
# - **학습에 쓴 그림을 모두 맞히면 더 배울 것이 없다.**
#   비용은 그 뒤에도 줄어듭니다.
#   맞힌 답을 더 확신하게 될 뿐, 떼어 둔 그림에는 도움이 되지 않을 수 있습니다.
# - **떼어 둔 그림을 보며 설정을 고르면 안전하다.**
#   그렇게 고른 설정은 떼어 둔 그림에 맞추어진 것입니다.
#   엄밀하게 하려면 고르는 데 쓸 그림과 마지막에 한 번만 쓸 그림을 따로 둡니다.
#
# ## 스스로 확인하기 {#check}
#
# 1. 학습 전의 비용이 10의 자연로그와 비슷한 까닭은 무엇입니까?
# 2. 모든 가중치를 0으로 두고 시작하면 은닉층은 어떻게 됩니까?
# 3. 혼동 행렬에서 한 행의 합은 무엇을 뜻합니까?
#
# ??? success "답"
#
#     1. 아무것도 모르면 열 가지 답에 비슷한 확률을 주기 때문입니다.
#        확률이 10분의 1이면 교차 엔트로피는 10의 자연로그입니다.
#     2. 출력층의 가중치가 0이므로 은닉층으로 돌아오는 오차가 0이고, 은닉층의 출력도 0이므로 출력층의 가중치도 움직이지 않습니다.
#        배우는 것은 출력층의 편향뿐입니다.
#     3. 떼어 둔 그림 가운데 정답이 그 숫자인 그림의 수입니다.

# %% [markdown] tags=["en"]
# ## Common misreadings {#misreadings}
#
# - **The gradients are proved, so the accuracy is guaranteed.**
#   What is proved are the gradients.
#   The accuracy depends on data and settings, and so it is measured.
# - **Once all training images are right, there is nothing left to learn.**
#   The cost still falls after that.
#   Right answers only become more certain, which may not help with held-out images.
# - **Choosing settings by the held-out images is safe.**
#   Settings chosen that way are fitted to the held-out images.
#   Strictly, one set of images serves for choosing, and another is used once at the end.
#
# ## Check yourself {#check}
#
# 1. Why is the cost before training close to the natural logarithm of 10?
# 2. If all weights start at 0, what becomes of the hidden layer?
# 3. What does the sum of a row of the confusion matrix mean?
#
# ??? success "Answers"
#
#     1. Knowing nothing, the network gives similar probabilities to all ten answers.
#        A probability of one tenth means a cross-entropy of the natural logarithm of 10.
#     2. The weights of the output layer are 0, so no error reaches the hidden layer; its output is 0 as well, so the weights of the output layer do not move either.
#        Only the biases of the output layer learn.
#     3. It is the number of held-out images of that digit.
