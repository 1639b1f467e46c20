"""The documentation page and the document it shows. Both describe the API and hold no data, so both are public."""

from flask import Blueprint, Flask, Response, current_app, render_template

from casework.api.document import EXTENSION
from registry.web.guard import public
from registry.web.headers import csp_nonce

blueprint = Blueprint("api_docs", __name__, template_folder="templates", url_prefix="/api")
POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
"""Only for this page: Swagger UI writes style attributes and draws its icons from data addresses."""


@blueprint.get("/v1/openapi.json")
@public("describes the API and holds no data")
def document() -> Response:
    """The OpenAPI document."""
    return Response(current_app.extensions[EXTENSION], mimetype="application/json")


@blueprint.get("/docs")
@public("describes the API and holds no data")
def page() -> Response:
    """The documentation page."""
    response = Response(render_template("api/docs.html", nonce=csp_nonce()))
    response.headers["Content-Security-Policy"] = POLICY.format(nonce=csp_nonce())
    return response


def install_docs(app: Flask) -> None:
    """Add the two addresses."""
    app.register_blueprint(blueprint)
