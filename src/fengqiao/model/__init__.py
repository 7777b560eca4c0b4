"""Frozen values: places, time, facts, measures, targets, schemes, outcomes.

No I/O, clock, environment or pydantic. May import: fengqiao.errors.
"""
