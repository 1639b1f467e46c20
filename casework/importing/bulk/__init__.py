"""Writing many sealed rows at once: see docs/adr/0009-imports.md."""
