"""Imports: records of other systems, validated, sealed and audited like any other write, all or nothing."""
