"""Whether the books agree: what was signed against the stages, and one paper against another.

Nothing is mended here: each disagreement opens the contract, where the missing paper is recorded.
"""
