"""The words for error codes and for missing answers, in the person's language."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from registry.answers import Missing

_MESSAGES: dict[str, LazyString] = {
    "required": _l("Answer this question"),
    "invalid": _l("This is not in the form we need"),
    "unknown_field": _l("There is no such field"),
    "unknown_code": _l("Choose one of the answers offered"),
    "not_a_date": _l("Enter a real date, with day, month and year"),
    "date_in_future": _l("The date cannot be in the future"),
    "date_too_early": _l("The date is too long ago"),
    "date_before_start": _l("The date cannot be before the start"),
    "date_after_end": _l("The date cannot be after the end"),
    "date_before_referral": _l("The date cannot be before the referral"),
    "date_before_contact": _l("The date cannot be before the last contact"),
    "date_before_birth": _l("The date cannot be before the person was born"),
    "not_a_number": _l("Enter a whole number"),
    "control_characters": _l("Remove the characters that cannot be printed"),
    "overlaps": _l("There is already an episode at this service on these dates"),
    "substance_twice": _l("This substance is already named above"),
    "days_beyond_window": _l("More days than the period has"),
    "needs_value": _l("Fill in at least one of these"),
    "already_closed": _l("This has already been closed"),
    "not_open": _l("There is no open episode"),
    "unknown_diagnosis": _l("Choose a diagnosis from the list, or type a code and its name"),
    "exit_needs_reason": _l("Say why it ended"),
    "exit_needs_date": _l("Say when it ended"),
    "interventions_open": _l("End the interventions inside the episode first"),
    "outside_episode": _l("The dates must lie inside the episode"),
    "already_offered": _l("A first appointment has already been offered"),
    "already_started": _l("Treatment has already started"),
    "exit_recorded": _l("The exit is already recorded: correct it instead of leaving it empty"),
    "transfer_needs_reason": _l("Choose a transfer as the reason, or leave the service empty"),
    "unknown_organisation": _l("There is no service with this code"),
    "unknown_episode": _l("There is no such episode of this person"),
    "unknown_worker": _l("This person does not work here"),
    "choose_intervention": _l("There is not exactly one open intervention: choose the one that ended"),
    "intake_exists": _l("This episode already has an intake: change that one"),
    "none_not_first": _l("Only the second to fourth substance can be 'none'"),
    "none_with_others": _l("'None' cannot be chosen together with others"),
    "age_beyond_present": _l("The person has not reached this age yet"),
    "age_before_birth": _l("The person was not yet born"),
    "name_or_reference": _l("Enter at least one name"),
    "birth_disagrees": _l("This does not agree with the date or year of birth above"),
    "too_many": _l("These are more than can be kept"),
    "unknown_country": _l("Enter a country, or its two letters"),
    "not_a_phone": _l("Enter a telephone number with at least six digits"),
    "not_an_email": _l("Enter an e-mail address, with an @"),
    "search_more": _l("Type more: two names, a name and a year of birth, or a number"),
    "password_too_short": _l("Use at least 15 characters"),
    "password_too_long": _l("Use at most 1,024 characters"),
    "password_common": _l("This is one of the first that others would try: choose words that do not belong together"),
    "password_has_own_words": _l("Leave out your name and the name of your service, or add more words"),
    "password_wrong": _l("This is not the password"),
    "password_same": _l("Choose a password that differs from the one before"),
    "passwords_differ": _l("The two do not agree"),
    "code_wrong": _l("This code is not right, or it was used already"),
    "user_name_form": _l("Use 3 to 120 small letters, digits and . _ @ -, beginning with a letter or digit"),
    "user_name_taken": _l("This user name is taken"),
    "role_not_in_this_kind": _l("This role does not exist in this kind of organisation"),
    "role_held_already": _l("The person has this role already"),
    "administrator_reads_no_record": _l("A system administrator has no other role: they read no record"),
    "code_taken": _l("This code is taken"),
    "organisation_code_form": _l("Use 2 to 40 small letters, digits and hyphens"),
    "place_not_below": _l("A region is inside a country, a municipality inside a region, a district inside that"),
    "birth_needed": _l("Enter the date of birth, the year, or an age"),
    "start_exists": _l("This episode already has its start record: change that one, or choose another kind of review"),
    "not_an_amount": _l("Enter a number, such as 12 or 12.5"),
    "not_a_partial_date": _l("Enter a day, a month or a year, such as 17/3/2024, 3/2024 or 2024"),
    "not_a_month": _l("Enter a month and a year, such as 3/2024"),
    "not_days": _l("Enter days that the month has, such as 1, 2, 5-9"),
    "one_day": _l("Enter one day only"),
    "day_known": _l("This day is already recorded for this substance"),
    "not_tested": _l("Choose only among the substances that were tested, and give each one result"),
    "not_positive": _l("Choose only among the substances that were positive"),
    "idempotency_mismatch": _l("This key was already used for another request"),
    "reveal_first": _l("Ask for the reveal of what is masked here: it would be lost"),
    "only_when_missed": _l("Leave this empty unless the visit was missed"),
}

_MISSING: dict[Missing, LazyString] = {
    Missing.NOT_ASKED: _l("Not asked"),
    Missing.NOT_KNOWN: _l("Not known"),
    Missing.DECLINED: _l("Does not want to say"),
    Missing.NOT_APPLICABLE: _l("Does not apply"),
    Missing.NOT_COLLECTED: _l("Not recorded here"),
}


def message(code: str) -> str:
    """The sentence for an error code; `too_long:120` and `out_of_range:0:28` carry their limits."""
    name, _colon, limits = code.partition(":")
    if name == "too_long":
        return str(_("Use at most %(limit)s characters", limit=limits))
    if name == "out_of_range":
        low, _colon, high = limits.partition(":")
        return str(_("Enter a number from %(low)s to %(high)s", low=low, high=high))
    return str(_MESSAGES.get(name, _MESSAGES["invalid"]))


def known_codes() -> frozenset[str]:
    """Every code that has words of its own."""
    return frozenset(_MESSAGES) | {"too_long", "out_of_range"}


def missing_label(reason: Missing) -> str:
    """The words for a missing answer."""
    return str(_MISSING[reason])
