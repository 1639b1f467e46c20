"""The record: accounts, people, episodes, clinical facts; and the foundations they stand on."""
