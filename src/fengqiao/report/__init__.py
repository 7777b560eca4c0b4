"""One report model, and one writer a format: each turns the model into bytes.

May import: fengqiao.assess and everything below it; not fengqiao.planning.
"""
