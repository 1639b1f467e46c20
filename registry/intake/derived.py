"""Figures derived from an intake: never stored, because they follow from what is (standards 1.3 and R9)."""

from datetime import date

from registry.answers import Missing

Number = int | Missing | None

_INJECTION_BANDS = ((1, "1"), (4, "2"), (9, "3"))
_OST_BANDS = ((10, None), (15, "11"))
_WEEKLY_BANDS = ((1.5, "4"), (3.5, "3"), (6.5, "2"))


def completed_years(born: date, day: date) -> int:
    """Birthdays between two days; one born on 29 February turns on 1 March in common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_at_entry(*, date_of_birth: date | None, birth_year: int | None, started_on: date) -> int | None:
    """Completed years at the start of the episode; from the year alone it may be one too high."""
    if date_of_birth is not None:
        return completed_years(date_of_birth, started_on)
    return None if birth_year is None else started_on.year - birth_year


def years_between(age: Number, earlier_age: Number) -> int | None:
    """The later age less the earlier; None where either is missing or they contradict each other."""
    if not isinstance(age, int) or not isinstance(earlier_age, int) or earlier_age > age:
        return None
    return age - earlier_age


def lag_to_treatment(*, age_at_entry: Number, age_first_use: Number) -> int | None:
    """Years from the first use of the main substance to this treatment."""
    return years_between(age_at_entry, age_first_use)


def years_since_first_injection(*, age_at_entry: Number, age_first_injection: Number) -> int | None:
    """Years from the first injection to this treatment."""
    return years_between(age_at_entry, age_first_injection)


def years_since_first_ost(*, started_on: date, ost_first_year: Number) -> int | None:
    """Calendar years from the first agonist treatment to this one."""
    return years_between(started_on.year, ost_first_year)


def injection_band(years: int | None) -> str | None:
    """Code of years_since_first_injection_tdi: up to 1, 2 to 4, 5 to 9, 10 and more."""
    if years is None:
        return None
    return next((code for top, code in _INJECTION_BANDS if years <= top), "4")


def ost_band(years: int | None) -> str | None:
    """Code of years_since_first_ost_tdi: each year up to 10, then up to 15, then more."""
    if years is None:
        return None
    return next((code or str(years) for top, code in _OST_BANDS if years <= top), "12")


def frequency_of(*, days_used: Number, window_days: int) -> str | None:
    """Code of the list frequency for a count of days in a period.

    The cuts of 1.5, 3.5 and 6.5 days a week give the bands proposed for 28 and for 30 days alike.
    """
    if not isinstance(days_used, int) or window_days < 1:
        return None
    if days_used == 0:
        return "5"
    weekly = days_used * 7 / window_days
    return next((code for cut, code in _WEEKLY_BANDS if weekly < cut), "1")
