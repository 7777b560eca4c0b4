"""Judge a public action plan: targets as data, verdicts with evidence."""
