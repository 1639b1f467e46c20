"""Who may do what: each role with a sentence that a manager can read. What is not listed is refused."""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from registry.access.permissions import Permission as P


class Role(StrEnum):
    """The part somebody plays in one organisation."""

    CLINICIAN = "clinician"
    PROVIDER_MANAGER = "provider_manager"
    LIAISON_OFFICER = "liaison_officer"
    BOARD_ANALYST = "board_analyst"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class RoleDefinition:
    """A role's name and sentence for people, and its permissions."""

    label: LazyString
    sentence: LazyString
    permissions: frozenset[P]


EVERYBODY = frozenset({P.ACCOUNT_OWN, P.CODE_LIST_VIEW, P.DICTIONARY_VIEW})

_CLINICAL = frozenset(
    {
        P.CASELOAD_VIEW,
        P.PATIENT_SEARCH,
        P.PATIENT_VIEW,
        P.PATIENT_REGISTER,
        P.PATIENT_UPDATE,
        P.IDENTIFIERS_REVEAL,
        P.INFECTIONS_REVEAL,
        P.OFFENCES_REVEAL,
        P.EPISODE_WRITE,
        P.INTAKE_WRITE,
        P.DIAGNOSIS_WRITE,
        P.HISTORY_WRITE,
        P.REVIEW_WRITE,
        P.JUSTICE_WRITE,
        P.DRAFT_OWN,
    }
)

ROLES: dict[Role, RoleDefinition] = {
    Role.CLINICIAN: RoleDefinition(
        _l("Clinician"),
        _l("Records and reads the patients of their own service."),
        EVERYBODY | _CLINICAL,
    ),
    Role.PROVIDER_MANAGER: RoleDefinition(
        _l("Service manager"),
        _l("Does what a clinician does, sees who has read a record, and manages the accounts of the service."),
        EVERYBODY | _CLINICAL | {P.ACCESS_LOG_VIEW, P.USER_MANAGE},
    ),
    Role.LIAISON_OFFICER: RoleDefinition(
        _l("Court liaison officer"),
        _l("Follows people diverted to treatment, within consent or order; never sees a clinical file."),
        EVERYBODY | {P.COURT_LIST_VIEW},
    ),
    Role.BOARD_ANALYST: RoleDefinition(
        _l("Health board analyst"),
        _l("Reads released figures from which no person can be worked out."),
        EVERYBODY | {P.RELEASE_VIEW},
    ),
    Role.DATA_PROTECTION_OFFICER: RoleDefinition(
        _l("Data protection officer"),
        _l("Sees who has read what and checks the audit log; does not write in a record."),
        EVERYBODY | {P.PATIENT_SEARCH, P.PATIENT_VIEW, P.ACCESS_LOG_VIEW, P.AUDIT_VIEW},
    ),
    Role.SYSTEM_ADMINISTRATOR: RoleDefinition(
        _l("System administrator"),
        _l("Keeps organisations and accounts; reads no record."),
        EVERYBODY | {P.ORGANISATION_MANAGE, P.USER_MANAGE},
    ),
    Role.SYSTEM: RoleDefinition(
        _l("The system"),
        _l("Commands run on the server by its operator: imports and upkeep."),
        frozenset(P),
    ),
}
