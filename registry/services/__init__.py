"""The embedded PostgreSQL and Valkey, and the supervisor that keeps them and the programs running."""
