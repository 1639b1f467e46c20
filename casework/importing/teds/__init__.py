"""Importing TEDS, SAMHSA's Treatment Episode Data Set: admissions (teds-a) and discharges (teds-d)."""
