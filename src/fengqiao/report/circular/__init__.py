"""The circular (通报): what is said, and its layout as a Word file after GB/T 9704-2012.

May import: what fengqiao.report may; python-docx only in the layout, where it is used.
"""
