"""Propagation of distributions by Monte Carlo: JCGM 101:2008 (GUM-S1), parts of 102:2011 (GUM-S2).

`run.simulate` draws, `validation.validate` judges the first-order result by it. `result` and
`validation` need no NumPy; `draws`, `run` and `summary` do, and nothing else in `metrology`
imports them.
"""
