"""The other organisations of the demo: rows of planning and contracts that their reports count.

What they printed is public; people, customers and titles are invented. Nothing writes a total.
"""
