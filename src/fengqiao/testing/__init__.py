"""Contract tests that an author inherits, and Hypothesis strategies; part of the wheel.

May import: everything but fengqiao.cli.
"""
