"""Registers what this package ships with the plugin manager."""
