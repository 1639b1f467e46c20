"""Clinical history: what happened to a patient, dated, each fact with its source."""
