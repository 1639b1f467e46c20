"""My caseload: the clinician's day on one page, what is due and what is missing first."""
