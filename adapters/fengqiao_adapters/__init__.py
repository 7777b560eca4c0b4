"""The adapters that ship with fengqiao, one module a kind of source.

Each imports fengqiao.plugin only, and none imports another; hooks.py registers them.
"""
