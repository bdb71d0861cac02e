"""What the figures of the first six chapters say: for those who do not see them, and below."""

SAID = {
    "passes_compared": {
        "ko": (
            (
                "가중치를 하나씩 건드리면 가중치마다 순전파가 한 번 필요하지만, 역전파는 한 "
                "번 갔다가 한 번 돌아오며 기울기를 모두 얻는다"
            ),
            (
                "위: 가중치 $P$개를 하나씩 건드리며(빨간 점) 순전파를 되풀이합니다. 아래: 한 "
                "번 가고 한 번 돌아오는 동안 모든 가중치의 기울기가 나옵니다."
            ),
        ),
        "en": (
            (
                "Nudging weights one at a time takes a forward pass for each; "
                "backpropagation goes there and back once and yields every gradient"
            ),
            (
                "Above: each of $P$ weights is nudged in turn (red dot), and the forward "
                "pass is run again. Below: one pass there and one back yield the gradients "
                "of all weights."
            ),
        ),
    },
    "growth_of_cost": {
        "ko": (
            (
                "매개변수가 늘 때 하나씩 건드리는 방법의 곱셈 수는 제곱으로, 역전파의 곱셈 "
                "수는 비례하여 는다"
            ),
            (
                "기울기를 모두 구하는 데 드는 곱셈의 수(두 축 모두 로그 눈금, 층이 둘이고 "
                "너비가 같은 신경망)."
            ),
        ),
        "en": (
            (
                "The multiplications of nudging grow with the square of the parameters, "
                "those of backpropagation in proportion to them"
            ),
            (
                "Multiplications needed for all gradients (both axes logarithmic; two layers "
                "of equal width)."
            ),
        ),
    },
    "one_neuron": {
        "ko": (
            (
                "앞 층의 활성값에 가중치를 곱해 더하고 편향을 더한 것이 가중합 z, 활성화 "
                "함수를 지난 것이 활성값 a이다"
            ),
            (
                "뉴런 하나에는 수가 둘 있습니다. 왼쪽 반이 가중합 $z_k^l$, 오른쪽 반이 "
                "활성값 $a_k^l$입니다. 가중치의 첨자는 '도착지 $k$, 출발지 $j$' 순서로 "
                "읽습니다."
            ),
        ),
        "en": (
            (
                "Weighted activations of the layer before plus a bias make z; the activation "
                "function makes a of it"
            ),
            (
                "A neuron holds two numbers: on the left the weighted sum $z_k^l$, on the "
                "right the activation $a_k^l$. The indices of a weight read 'to $k$, from "
                "$j$'."
            ),
        ),
    },
    "shapes_of_a_layer": {
        "ko": (
            (
                "N행 D열의 입력에 D행 K열의 전치된 가중치를 곱하고 편향을 행마다 더하면 N행 "
                "K열의 가중합이 된다"
            ),
            (
                "표본 하나가 행 하나입니다. 왼쪽의 한 행(빨강)은 오른쪽의 같은 행만 정하고, "
                "편향은 모든 행에 똑같이 더해집니다."
            ),
        ),
        "en": (
            (
                "N rows of D inputs times D rows of K transposed weights, plus a bias for "
                "every row, make N rows of K sums"
            ),
            (
                "One example is one row. A row on the left (red) decides the same row on the "
                "right and no other; the bias is added to every row."
            ),
        ),
    },
    "cost_tree": {
        "ko": (
            (
                "표본마다 입력, 은닉층, 출력, 표본 비용이 한 줄로 이어지고 표본 비용의 "
                "평균이 비용이 된다. 점선은 두 가정을 벗어난 경로이다"
            ),
            (
                "실선만 있으면 두 가정이 모두 성립합니다. 빨간 점선 둘, 곧 출력에서 비용으로 "
                "바로 가는 경로(표본을 함께 보는 비용)와 은닉층에서 비용으로 가는 경로(은닉 "
                "활성값을 쓰는 비용)는 더할 경로가 늘 뿐 역전파를 막지 않습니다."
            ),
        ),
        "en": (
            (
                "Each example runs through hidden layer and output to its own cost, and the "
                "costs are averaged; dashed lines leave the two assumptions"
            ),
            (
                "With the solid lines alone both assumptions hold. The two dashed ways, from "
                "an output straight to the cost (a cost that sees examples together) and "
                "from a hidden layer to the cost, only add paths; they do not stop "
                "backpropagation."
            ),
        ),
    },
    "two_paths": {
        "ko": (
            "입력에서 비용까지 가는 경로 둘. 경로마다 기울기를 곱하고 두 경로의 곱을 더한다",
            (
                "입력 $x$에서 비용 $C$까지 경로가 둘입니다. 화살표의 수는 그 자리의 "
                "기울기이고, 굵은 수는 경로를 따라 모두 곱한 값입니다. 두 굵은 수를 더해야 "
                "올바른 도함수가 됩니다."
            ),
        ),
        "en": (
            (
                "Two paths from the input to the cost: slopes are multiplied along each, and "
                "the two products are added"
            ),
            (
                "Two paths lead from the input $x$ to the cost $C$. The numbers on the "
                "arrows are local slopes, the bold ones their product along the path. The "
                "derivative is the sum of the two bold numbers."
            ),
        ),
    },
    "products_compared": {
        "ko": (
            "같은 두 행렬을 아다마르 곱과 행렬 곱으로 곱하면 결과가 다르다",
            (
                "칠한 칸은 결과의 왼쪽 아래 칸을 만드는 데 쓰인 칸입니다. 아다마르 곱은 한 "
                "칸씩, 행렬 곱은 한 행과 한 열을 씁니다."
            ),
        ),
        "en": (
            (
                "The same two matrices give different results under the Hadamard product and "
                "the matrix product"
            ),
            (
                "Shaded cells are those that make the lower left cell of the result: one of "
                "each for the Hadamard product, a row and a column for the matrix product."
            ),
        ),
    },
}
