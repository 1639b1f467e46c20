"""A person's name in the Spanish and Portuguese manner, and the two ways it is folded for comparison.

`normalise` takes away what a hurried typist leaves out (accents, case, particles, hyphens); `phonetic` takes
away what a listener cannot hear. Both are lossy on purpose and are never shown to anybody.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_PARTICLES_BY_LANGUAGE = {
    "es": ("de", "del", "el", "la", "las", "los", "y"),
    "pt": ("da", "das", "de", "do", "dos", "e"),
    "others": ("della", "der", "des", "di", "du", "les", "van", "von"),
}
PARTICLES = frozenset(particle for group in _PARTICLES_BY_LANGUAGE.values() for particle in group)
# "San Martín" and "Sanmartín", "Mc Donald" and "McDonald" are one surname each.
_GLUED_PREFIXES = frozenset(("le", "mac", "mc", "saint", "san", "sant", "santa", "santo", "sao", "st"))
_WITHOUT_DECOMPOSITION = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_APOSTROPHES = "'’‘ʼ`´"
_ELIDED_ARTICLE = re.compile(rf"\b[dl][{_APOSTROPHES}](?=\w)")
_APOSTROPHE = re.compile(rf"[{_APOSTROPHES}]")


@dataclass(frozen=True, slots=True)
class PersonName:
    """One name. Any part may be empty: a person can arrive with a single name, or with none yet known.

    `family_name_1` is the surname written first: the father's in Spain and most of Latin America, the
    mother's in Portugal and Brazil. `chosen_name` is the one the person asks to be called by.
    """

    given_names: str
    family_name_1: str
    family_name_2: str | None = None
    chosen_name: str | None = None

    @property
    def family_names(self) -> str:
        """Both surnames, as written."""
        return _joined(self.family_name_1, self.family_name_2)

    @property
    def formal(self) -> str:
        """For lists and letters: "García López, María José"."""
        return ", ".join(part for part in (self.family_names, _joined(self.given_names)) if part)

    @property
    def full(self) -> str:
        """For reading aloud: "María José García López"."""
        return _joined(self.given_names, self.family_names)

    @property
    def friendly(self) -> str:
        """For a screen that others may see: the name the person goes by and one initial, "Marta L."."""
        called = _joined(self.chosen_name) or _first_word(self.given_names)
        initial = _initial(self.family_name_1) or _initial(self.family_name_2 or "")
        return _joined(called, f"{initial}." if initial else "")

    @property
    def initials(self) -> str:
        """First given name and each surname, particles left out: "MGL"."""
        parts = (self.given_names, self.family_name_1, self.family_name_2 or "")
        return "".join(_initial(part) for part in parts)


def _joined(*parts: str | None) -> str:
    return " ".join(" ".join(part.split()) for part in parts if part and part.strip())


def _first_word(text: str) -> str:
    return next(iter(text.split()), "")


def _initial(text: str) -> str:
    words = [word for word in re.split(r"[\s-]+", text) if word]
    telling = next((word for word in words if word.casefold() not in PARTICLES), next(iter(words), ""))
    return next((letter for letter in telling if letter.isalnum()), "").upper()


def normalise(text: str) -> str:
    """Lower-case words without accents, particles or punctuation; ñ is n and ç is c. Idempotent."""
    words = [bare for word in text.split() for bare in _bare_words(word)]
    telling = [word for word in words if word not in PARTICLES]
    return " ".join(telling or words)


def name_words(text: str) -> tuple[str, ...]:
    """The words of a name part that are compared one by one, "San Martín" being a single word."""
    words: list[str] = []
    prefix = ""
    for word in normalise(text).split():
        if word in _GLUED_PREFIXES:
            prefix += word
            continue
        words.append(prefix + word)
        prefix = ""
    return tuple([*words, prefix] if prefix else words)


def _folded(text: str) -> str:
    # Case folding and decomposition each undo the other's work for a few letters, hence twice.
    for _ in range(2):
        text = unicodedata.normalize("NFKD", text.casefold()).translate(_WITHOUT_DECOMPOSITION)
    return "".join(letter for letter in text if not unicodedata.combining(letter))


# Caches here and in `matching` hold single words, never a person's whole name.
@lru_cache(maxsize=8_192)
def _bare_words(word: str) -> tuple[str, ...]:
    without_apostrophes = _APOSTROPHE.sub("", _ELIDED_ARTICLE.sub("", _folded(word)))
    return tuple("".join(letter if letter.isalnum() else " " for letter in without_apostrophes).split())


# Applied in this order to each word. Sounds that Spanish and Portuguese spell in several ways share a letter:
# b (b, v, w), k (c, qu, k), s (c, s, z, ç), x (g, j, x, ch, sh), n (n, ñ, nh, gn, ny), l (l, ll, lh, y).
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^dela(?=.{4})|^delos(?=.{4})", ""),
        (r"ph", "f"),
        (r"sch|tch|ch|sh", "x"),
        (r"th", "t"),
        (r"(?<=[aeiou])gn(?=[aeiou])|nh|ny(?=[aeiou])", "n"),
        (r"lh|ll|(?<![aeiou])ly(?=[aeiou])", "l"),
        (r"^[hg]u(?=[ao])|^hu(?=[ei])|^u(?=[aeio])|w|v", "b"),
        (r"qu(?=[ei])|q|ck|c(?![ei])|k", "k"),
        (r"gu(?=[ei])", "q"),
        (r"s?c(?=[ei])|z|x$", "s"),
        (r"[jx]|g(?=[ei])", "x"),
        (r"q", "g"),
        (r"h", ""),
        (r"y(?=[aeiou])", "l"),
        (r"y", "i"),
        (r"[mn](?=[bfp])", "n"),
        (r"ou", "o"),
        (r"ei", "e"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)s$", ""),
    )
)


def phonetic(text: str) -> str:
    """How the words sound to a Spanish or Portuguese ear, a key a word; English and French names survive.

    The ç keeps its sound (Gonçalves is Gonzálves), although `normalise` folds it to c; an index that must
    also find "Goncalves" holds both keys.
    """
    spoken = unicodedata.normalize("NFC", text).replace("ç", "z").replace("Ç", "Z")
    return " ".join(_sound(word) for word in name_words(spoken))


@lru_cache(maxsize=8_192)
def _sound(word: str) -> str:
    sound = word
    for pattern, replacement in _SOUNDS:
        sound = pattern.sub(replacement, sound)
    return sound or word
