"""All pages of accounts on one blueprint."""

from registry.accounts import first_steps_routes, organisation_routes, own_routes, sign_in_routes, user_routes
from registry.accounts.blueprint import blueprint

__all__ = ["blueprint", "first_steps_routes", "organisation_routes", "own_routes", "sign_in_routes", "user_routes"]
