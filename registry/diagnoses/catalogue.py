"""The catalogue of diagnoses that can be chosen, over all shipped ICD lists."""

import re

from registry.codes.lists import code_list

ICD_10, ICD_11 = "ICD-10", "ICD-11"
LISTS = {
    "icd10_f1x": ICD_10,
    "icd10_comorbid": ICD_10,
    "icd11_6c4_stems": ICD_11,
    "icd11_6c4_children": ICD_11,
    "icd11_comorbid": ICD_11,
}
_FORMS = {
    ICD_10: re.compile(r"[A-Z]\d{2}(\.[0-9A-Z]{1,4})?"),
    ICD_11: re.compile(r"[0-9A-Z]{4}(\.[0-9A-Z]{1,3})?"),
}


def well_formed(system: str, code: str) -> bool:
    """Has the shape of a code of that system; says nothing of whether it exists."""
    form = _FORMS.get(system)
    return form is not None and form.fullmatch(code) is not None


def system_of(code: str) -> str:
    """The system whose list has a bare code; else ICD-10 or ICD-11 by its shape; else nothing."""
    for name, system in LISTS.items():
        if code in code_list(name):
            return system
    return next((system for system in (ICD_10, ICD_11) if well_formed(system, code)), "")


def title_of(system: str, code: str, language: str) -> str | None:
    """The title in a language, or None when none of our lists has the code."""
    for name, of_system in LISTS.items():
        if of_system == system and code in code_list(name):
            return code_list(name).label(code, language)
    return None


def find_diagnoses(text: str, language: str, limit: int = 20) -> list[tuple[str, str]]:
    """("ICD-10:F11.2", "F11.2 title") for what was typed: a code or words in the person's language."""
    found: list[tuple[str, str]] = []
    for name, system in LISTS.items():
        for item in code_list(name).search(text, language, limit):
            found.append(
                (
                    f"{system}:{item.code}",
                    f"{item.code} {code_list(name).label(item.code, language)} ({system})",
                )
            )
    return found[:limit]
