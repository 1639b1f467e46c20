"""Physical and mental health conditions, as history; formal diagnoses are in registry.diagnoses."""
