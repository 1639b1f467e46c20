"""Treatment before this register, or elsewhere."""
