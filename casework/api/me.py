"""Who the token speaks for."""

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from casework.api.answer_schemas import AnswerSchema
from casework.api.answers import respond
from casework.api.blueprint import ApiBlueprint
from casework.api.operations import operation
from registry.access.permissions import Permission
from registry.access.roles import ROLES
from registry.web.guard import requires
from registry.web.runtime import current_actor


class MeSchema(AnswerSchema):
    """The account, organisation and role of a token, and what the role may do."""

    user_id = fields.UUID(required=True)
    org_id = fields.UUID(required=True)
    role = fields.String(required=True)
    language = fields.String(required=True)
    permissions = fields.List(fields.String(), required=True)


def install_me(blueprint: ApiBlueprint) -> None:
    """Add the address."""

    @blueprint.route("/me", endpoint="me", tags=["account"])
    class Me(MethodView):
        @requires(Permission.ACCOUNT_OWN)
        @operation("showMe", "Who this token speaks for, and what it may do")
        @blueprint.response(200, MeSchema)
        def get(self) -> Response:
            actor = current_actor()
            body = {
                "user_id": str(actor.user_id),
                "org_id": str(actor.org_id),
                "role": actor.role.value,
                "language": actor.language,
                "permissions": sorted(ROLES[actor.role].permissions),
            }
            return respond(body)
