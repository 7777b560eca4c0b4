"""A whole country, judged where its registers lie, beside other tools that answer the same questions."""
