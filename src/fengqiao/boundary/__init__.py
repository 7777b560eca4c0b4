"""Untrusted text to model values and back; the only home of pydantic and of YAML.

May import: fengqiao.model, fengqiao.errors.
"""
