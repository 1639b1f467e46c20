"""Tests for blood-borne and other infections: masked on screens until revealed."""
