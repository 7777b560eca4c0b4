"""The page that opens in a browser: one file, nothing fetched, readable without scripts. Each part is model to text.

It may import what `report` may; jinja2, altair and vl-convert only where they are used.
"""
