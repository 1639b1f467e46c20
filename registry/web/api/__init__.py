"""What every JSON answer and question over HTTP has in common; knows no record."""
