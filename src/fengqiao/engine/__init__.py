"""A measure over a dataset becomes a Tally of whole numbers, and nothing else.

May import: fengqiao.model, fengqiao.errors. The memory engine is the reference and imports no edge library.
"""
