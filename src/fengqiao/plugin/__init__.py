"""What the author of an adapter or a pack imports: the adapter protocol, the hooks, the manager.

May import: fengqiao.boundary, fengqiao.engine, fengqiao.model, fengqiao.errors.
"""
