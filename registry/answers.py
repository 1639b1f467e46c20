"""Answers that may be missing, with the reason kept: not asked is not the same as declined (standards R10)."""

from enum import StrEnum


class Missing(StrEnum):
    """Why a question has no answer."""

    NOT_ASKED = "NOT_ASKED"
    NOT_KNOWN = "NOT_KNOWN"
    DECLINED = "DECLINED"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    NOT_COLLECTED = "NOT_COLLECTED"


type_of_missing = frozenset(Missing)


def is_known(answer: object) -> bool:
    """True when there is a value, not a reason for its absence."""
    return answer is not None and not isinstance(answer, Missing)
