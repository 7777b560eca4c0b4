"""Plans of staff and money: what the clauses imply, whether a plan meets them, and the cheapest one that does.

May import assess, plugin, boundary, engine, model and errors; the solver is imported where it is used.
"""
