"""The prover: from a question to an answer that one can rely on.

The rooms, each on those above it:

- `algebra`: the normal form of entries: polynomials over atoms, sums, the decision 'is zero'.
- `graph`: arrays of any size: nodes, the one table of operations, the array that NumPy code sees.
- `calculus`: adjoints on the graph, where claimed arrays meet them, where they are numbers.
- `question`: what is asked: a layer or a pair, shapes, how inputs are drawn.
- `running`: the user's code while it runs on symbols, and everything restored afterwards.
- `numbers`: the independent witness: numeric derivatives at points that tell.
- `entries`: the same code at given sizes, on NumPy arrays of polynomials.
- `diagnosis`: which line is wrong, and what would mend it.
- `proof`: this room, which asks the others, weighs what they say and words it.

The way of one proof: `prove` reads the question (`question.task`) and hands it to `judge`.  There
`tracing` runs the code on arrays of the graph and forms the adjoints, `replay` runs the graph on
the numbers on which the code is run, and `whole` lets what the code claims meet the adjoints.
`numbers.directions` differentiates the very code along random directions.  Where one of the two is
not content, `fallback` takes the gradients one by one: numbers first, then `entries` at small
sizes.  What is wrong goes to `diagnosis`, and a `verdict.Proof` says it all in two languages.
"""
