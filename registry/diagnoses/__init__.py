"""Diagnoses: ICD-10 and ICD-11, for substance disorders and what comes with them."""
