"""The demo: organisations, accounts and records to try Puente with. Nobody in it is real."""
