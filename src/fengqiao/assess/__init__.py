"""Tallies become outcomes, marks, explanations and what would settle them: pure Python after the waist.

May import: fengqiao.plugin and everything below it; no edge library.
"""
