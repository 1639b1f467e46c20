"""People who do not exist: plainly so for the demo, and statistically lifelike for the search benchmark.

A demo person's surnames are a bird, river or bridge word and then "de Ejemplo" (or Exemplo, Example,
Exemple), and no telephone network has the country code +000: nobody can take one for a real patient. Bench
people carry common names with their natural skew, for measuring only; never show them or load them in a demo.
"""

from bisect import bisect
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Literal

from registry.people.name_lists import GIVEN_NAMES, SURNAMES
from registry.people.names import PersonName

Sex = Literal["female", "male"]

_DEMO_GIVEN_NAMES: dict[str, dict[Sex, str]] = {
    "es": {
        "female": "Alba Aurora Brisa Celeste Estrella Flor Gala Iris Lluvia Luna Marina Nieve Perla Violeta",
        "male": "Abel Adán Bruno Ciro Dante Elías Fabio Gael Hugo León Milo Nilo Omar Rafael Simón Tadeo",
    },
    "pt": {
        "female": "Aurora Clara Estela Flora Íris Jasmim Lua Margarida Noémia Pérola Serena Violeta",
        "male": "Abílio Caio Davi Elias Ícaro Joel Leandro Moisés Nilo Otávio Rui Ulisses",
    },
    "en": {
        "female": "April Daisy Dawn Hazel Heather Holly Ivy Olive Poppy Rose Ruby Summer",
        "male": "Ash Basil Clay Cliff Dale Glen Jasper Miles Reed River Rusty Sterling",
    },
    "fr": {
        "female": "Aurore Capucine Fleur Flore Marguerite Océane Perle Rose Violette",
        "male": "Aubin Basile Célestin Florent Lilian Narcisse Pascal Rémi",
    },
}
_DEMO_SURNAMES = {
    "es": """Colibrí Golondrina Cigüeña Gaviota Jilguero Ruiseñor Albatros Alondra Tucán Quetzal Flamenco
        Gorrión Pelícano Cóndor Petirrojo Garza Puente Pasarela Acueducto Barandilla Viaducto
        Embarcadero Orilla Riachuelo Cascada Remanso Meandro Manantial Laguna Estuario""",
    "pt": """Andorinha Beija-Flor Cegonha Gaivota Pintassilgo Rouxinol Tucano Sabiá Arara Garça Ponte
        Passarela Aqueduto Viaduto Riacho Cachoeira Remanso Nascente Lagoa Estuário""",
    "en": """Kingfisher Goldfinch Nightingale Puffin Sandpiper Skylark Starling Waterbridge Footbridge
        Drawbridge Riverbank Brookside Waterfall Millstream Estuary Towpath""",
    "fr": """Hirondelle Cigogne Mouette Chardonneret Rossignol Alouette Passerelle Aqueduc Viaduc Ruisseau
        Cascade Estuaire Lagune Pontlevis""",
}
_DEMO_SECOND_SURNAME = {"es": "de Ejemplo", "pt": "de Exemplo", "en": "Example", "fr": "Exemple"}
_DEMO_LANGUAGES = ("es", "es", "es", "pt", "pt", "en", "fr")
_BENCH_LANGUAGES = ("es",) * 11 + ("pt",) * 5 + ("en",) * 2 + ("fr",) * 2
_OLDEST_BIRTH = date(1955, 1, 1)
_BIRTH_DAYS = (date(2006, 12, 31) - _OLDEST_BIRTH).days
_USUAL_BIRTH_DAY = (date(1988, 1, 1) - _OLDEST_BIRTH).days
# Real name frequencies are flatter at the head than 1/rank: the commonest surname is held by about one in 25.
_HEAD_FLATTENING = 4


@dataclass(frozen=True, slots=True)
class FictitiousPerson:
    """Enough of an identity to register and to look for; identifiers are invalid by construction."""

    name: PersonName
    sex: Sex
    date_of_birth: date
    national_id: str
    phone: str


def demo_person(rng: Random, sex: Sex) -> FictitiousPerson:
    """Someone for the screens, in one of the four languages: "Colibrí de Ejemplo, Alba"."""
    language = rng.choice(_DEMO_LANGUAGES)
    name = PersonName(
        given_names=" ".join(rng.sample(_DEMO_GIVEN_NAMES[language][sex].split(), k=rng.choice((1, 1, 2)))),
        family_name_1=rng.choice(_DEMO_SURNAMES[language].split()),
        family_name_2=_DEMO_SECOND_SURNAME[language],
    )
    return _person(rng, name, sex)


def bench_person(rng: Random) -> FictitiousPerson:
    """Someone for the search benchmark: common names drawn with a Zipf-like skew, by language and sex."""
    sex: Sex = "male" if rng.random() < 0.6 else "female"
    language = rng.choice(_BENCH_LANGUAGES)
    given_names = _drawn(rng, GIVEN_NAMES[language][sex])
    if rng.random() < 0.4:
        given_names = f"{given_names} {_drawn(rng, GIVEN_NAMES[language][sex])}"
    two_surnames = language in ("es", "pt") and rng.random() < 0.9
    name = PersonName(
        given_names=given_names,
        family_name_1=_drawn(rng, SURNAMES[language]),
        family_name_2=_drawn(rng, SURNAMES[language]) if two_surnames else None,
    )
    return _person(rng, name, sex)


def _person(rng: Random, name: PersonName, sex: Sex) -> FictitiousPerson:
    days = int(rng.triangular(0, _BIRTH_DAYS, _USUAL_BIRTH_DAY))
    return FictitiousPerson(
        name=name,
        sex=sex,
        date_of_birth=_OLDEST_BIRTH + timedelta(days=days),
        national_id=f"EJEMPLO-{rng.randrange(10**8):08d}",
        phone=f"+000 {rng.randrange(10**4):04d} {rng.randrange(10**4):04d}",
    )


def _drawn(rng: Random, names: tuple[str, ...]) -> str:
    cumulative = _cumulative_weights(len(names))
    return names[bisect(cumulative, rng.random() * cumulative[-1])]


@lru_cache
def _cumulative_weights(count: int) -> tuple[float, ...]:
    return tuple(accumulate(1 / (rank + _HEAD_FLATTENING) for rank in range(1, count + 1)))
