"""Drug tests: one specimen, a result for each substance of its panel."""
