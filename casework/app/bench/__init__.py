"""The benchmark: measures what the system promises, each figure beside the alternative somebody would pick instead."""
