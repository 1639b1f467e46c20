"""Addresses of the URL map, filled with ids of one's own, of another organisation, or of nobody."""

import re
from collections.abc import Iterator, Mapping
from uuid import uuid4

from flask import Flask
from werkzeug.routing import Rule

from casework.app.kinds import KINDS
from tests.proof.provider import Provider

_ARGUMENT = re.compile(r"<(?:(?P<converter>[a-z]+):)?(?P<name>[a-z_]+)>")
_SEGMENTS = {kind.plural: kind for kind in KINDS}
WORDS = {"what": "identifiers", "name": "substances", "plural": "diagnoses"}
"""For arguments that are words and no ids."""
Ids = Mapping[str, str]


def rules(app: Flask, *methods: str) -> Iterator[tuple[Rule, str]]:
    """Rules with each of the methods they answer."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: r.rule):
        for method in sorted((rule.methods or set()) & set(methods)):
            yield rule, method


def ids_of(rule: Rule, provider: Provider) -> Ids:
    """A provider's id for every id in a rule. KeyError for an argument that these proofs do not know yet."""
    kind = kind_of(rule)
    known = {
        "patient_id": provider.patient_id,
        "account_id": provider.actor.user_id,
        "token_id": provider.token_id,
        "membership_id": provider.actor.org_id,
        "session_id": provider.actor.user_id,
    }
    if kind is not None:
        known["draft_id"] = provider.drafts[kind.plural]
        if "record_id" in rule.arguments:
            known["record_id"] = provider.records[kind.plural]
    return {name: str(known[name]) for name in id_names(rule)}


def nobodys(names: Ids) -> Ids:
    """Ids in their place that nothing has."""
    return {name: str(uuid4()) for name in names}


def id_names(rule: Rule) -> list[str]:
    """The arguments of a rule that are ids."""
    return [m["name"] for m in _ARGUMENT.finditer(rule.rule) if m["converter"] == "uuid"]


def kind_of(rule: Rule) -> object:
    """The kind of record whose address it is, if it is one's."""
    return next((_SEGMENTS[part] for part in reversed(rule.rule.split("/")) if part in _SEGMENTS), None)


def address(rule: Rule, ids: Ids) -> str:
    """The rule with its arguments filled in; an id named `record` follows the question mark, as forms have it."""
    kind = kind_of(rule)
    words = {**WORDS, "step": kind.steps[0].slug if kind is not None else ""}  # type: ignore[attr-defined]
    path = _ARGUMENT.sub(lambda m: ids.get(m["name"]) or words[m["name"]], rule.rule)
    return f"{path}?record={ids['record']}" if "record" in ids else path
