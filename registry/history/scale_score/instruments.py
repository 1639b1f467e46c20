"""The range of each scale's total: a score outside it is a slip of the pen.

COWS and CIWA-Ar as in the register's list of instruments; SOWS is 16 items of 0-4 and CIWA-B 20 items of 0-4; pain,
craving and nicotine dependence (Fagerström) go from 0 to 10. Only totals are kept: the wording of a scale belongs to
its authors (standards R19).
"""

RANGES: dict[str, tuple[int, int]] = {
    "COWS": (0, 48),
    "CIWA_AR": (0, 67),
    "SOWS": (0, 64),
    "CIWA_B": (0, 80),
    "CTN_WITHDRAWAL": (0, 3),
    "PAIN": (0, 10),
    "CRAVING": (0, 10),
    "FTND": (0, 10),
}


def range_of(scale: str) -> tuple[int, int]:
    """Lowest and highest total of a scale. KeyError when its range is not known."""
    return RANGES[scale]
