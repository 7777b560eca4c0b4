"""The measured promises, one module each; `make bench` prints them as a table."""
