"""What can be done: one permission for each, `subject:verb`."""

from enum import StrEnum


class Permission(StrEnum):
    """Everything that the system can be asked to do. A new one belongs to nobody until roles.py says so."""

    ACCOUNT_OWN = "account:own"
    CASELOAD_VIEW = "caseload:view"
    PATIENT_SEARCH = "patient:search"
    PATIENT_VIEW = "patient:view"
    PATIENT_REGISTER = "patient:register"
    PATIENT_UPDATE = "patient:update"
    IDENTIFIERS_REVEAL = "identifiers:reveal"
    INFECTIONS_REVEAL = "infections:reveal"
    OFFENCES_REVEAL = "offences:reveal"
    EPISODE_WRITE = "episode:write"
    INTAKE_WRITE = "intake:write"
    DIAGNOSIS_WRITE = "diagnosis:write"
    HISTORY_WRITE = "history:write"
    REVIEW_WRITE = "review:write"
    JUSTICE_WRITE = "justice:write"
    ACCESS_LOG_VIEW = "access-log:view"
    DRAFT_OWN = "draft:own"
    CODE_LIST_VIEW = "code-list:view"
    DICTIONARY_VIEW = "dictionary:view"
    ORGANISATION_MANAGE = "organisation:manage"
    USER_MANAGE = "user:manage"
    AUDIT_VIEW = "audit:view"
    RELEASE_VIEW = "release:view"
    COURT_LIST_VIEW = "court-list:view"
