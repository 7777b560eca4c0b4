"""The same three questions in other tools, each in its documented idiom. They know nothing of fengqiao."""
