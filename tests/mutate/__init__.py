"""Mutants of the engines and of what follows from a tally: each must make a test fail. `make mutate` shows it."""
