"""What is said of the figures of equations: the text for those who do not see it, and the caption."""
# ruff: noqa: E501 - a sentence is one line, as on the pages

SAID = {
    "one_path_to_the_cost": {
        "ko": (
            "출력층의 가중합 하나가 자기 활성값 하나만 거쳐 비용에 이르는 그림",
            "$z^L_2$는 $a^L_2$만 거쳐 비용에 이릅니다. 흐린 길로는 영향이 가지 않으므로 합에서 한 항만 남습니다.",
        ),
        "en": (
            "A weighted sum of the output layer reaches the cost through its own activation alone",
            "$z^L_2$ reaches the cost through $a^L_2$ only. No influence takes the faint ways, so one term of the sum survives.",
        ),
    },
    "error_comes_back": {
        "ko": (
            "다음 층의 모든 오차가 가중치를 거쳐 앞 층의 뉴런 하나로 모이는 그림",
            "$l$층의 2번 뉴런은 다음 층의 모든 뉴런에 영향을 주었으므로 오차도 그 모두에게서 돌아옵니다. 순전파에 쓴 가중치를 그대로 거꾸로 지납니다.",
        ),
        "en": (
            "All errors of the next layer come back through the weights to one neuron",
            "Neuron 2 of layer $l$ has touched every neuron of the next layer, so the error comes back from all of them, along the very weights of the forward pass.",
        ),
    },
    "shapes_of_bp2": {
        "ko": (
            "BP2에 나오는 행렬들의 크기",
            "가운데의 두 $K$가 만나 사라지고 $N$과 $D$가 남습니다. 세 크기가 서로 다르면 이 순서의 곱만 크기가 맞습니다.",
        ),
        "en": (
            "The shapes of the matrices in BP2",
            "The two $K$ in the middle meet and vanish, $N$ and $D$ remain. Where the three sizes differ, only this order fits.",
        ),
    },
    "bias_gathers_errors": {
        "ko": (
            "표본 두 개의 오차를 뉴런마다 더해 편향의 기울기를 얻는 그림",
            "행은 표본, 열은 뉴런입니다. 편향 하나가 모든 표본에 쓰였으므로 그 열의 오차를 모두 더합니다.",
        ),
        "en": (
            "The errors of two examples are added for each neuron to give the gradient of its bias",
            "Rows are examples, columns are neurons. One bias served all examples, so the errors of its column are added.",
        ),
    },
    "weight_gradient_as_table": {
        "ko": (
            "오차를 세로로, 활성값을 가로로 놓은 곱셈표가 가중치의 기울기가 되는 그림",
            "표본 하나의 가중치 기울기는 곱셈표입니다. 활성값이 0인 열은 통째로 0입니다.",
        ),
        "en": (
            "A multiplication table of errors (down) and activations (across) is the weight gradient",
            "For one example the weight gradient is a multiplication table. Where the activation is 0 the whole column is 0.",
        ),
    },
    "order_of_the_algorithm": {
        "ko": (
            "3층 신경망에서 값은 1층부터 3층까지, 오차는 3층부터 1층까지 차례로 계산하는 그림",
            "번호가 계산하는 순서입니다. 흐린 화살표는 순전파에서 간직한 값을 역전파에서 쓴다는 뜻입니다.",
        ),
        "en": (
            "In a network of three layers values are computed from layer 1 to 3, errors from layer 3 to 1",
            "The numbers give the order. Faint arrows: what the forward pass has kept, the way back uses.",
        ),
    },
    "six_pairs": {
        "ko": (
            "여섯 가지 짝의 오차와 a − y를 막대로 견준 그림. 윗줄 셋은 둘이 같고 아랫줄 셋은 다르다",
            "색 막대는 오차, 빈 상자는 $a - y$입니다. 윗줄은 둘이 같은 짝이고, 아랫줄은 다른 짝입니다.",
        ),
        "en": (
            "Bars of the error and of a − y for six pairs: equal in the upper three, not in the lower",
            "Coloured bars are the error, empty boxes are $a - y$. In the upper row they agree, in the lower row they do not.",
        ),
    },
}
