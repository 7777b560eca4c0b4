"""Outcomes for other systems: csv, parquet, OSCAL assessment results, JUnit XML. The same counts in all.

May import: what fengqiao.report may; pyarrow only where a parquet file is written.
"""
