"""The audit log: a leaf package that knows none of our others.

Deliberately without imports: the verifier (`python -m audit`) runs on a machine that has neither the
application nor a database driver.
"""
