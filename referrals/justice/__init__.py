"""Justice involvement: under which order or arrangement a person is in treatment, and what it asks of them."""
