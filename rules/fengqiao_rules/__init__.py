"""The rule packs that ship with fengqiao, one folder a plan, all of it data.

hooks.py registers them; it imports fengqiao.plugin only.
"""
