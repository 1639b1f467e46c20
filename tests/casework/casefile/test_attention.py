"""Which scores ask for attention."""

from datetime import date, timedelta

import pytest

from casework.casefile.attention import ATTENTION_FROM, high_scores
from registry.answers import Missing
from registry.codes.lists import code_list
from registry.history.scale_score.instruments import RANGES
from registry.history.timeline import ScoreTaken

TODAY = date(2026, 6, 30)


def taken(scale, *scores, last=1):
    days = range(last + len(scores) - 1, last - 1, -1)
    return [ScoreTaken(TODAY - timedelta(days=ago), scale, score) for ago, score in zip(days, scores, strict=True)]


@pytest.mark.parametrize(
    ("scores", "found"),
    [
        ((12,), []),
        ((13,), [(13, False)]),
        ((10, 13), [(13, True)]),
        ((20, 13), [(13, False)]),
        ((20, 5), []),
    ],
)
def test_only_the_latest_score_counts_and_the_one_before_says_whether_it_rises(scores, found):
    assert [(high.score, high.rising) for high in high_scores(taken("COWS", *scores), TODAY)] == found


def test_a_score_of_more_than_ninety_days_ago_asks_for_nothing():
    assert high_scores(taken("COWS", 30, last=90), TODAY)
    assert not high_scores(taken("COWS", 30, last=91), TODAY)


def test_scales_without_a_cut_off_and_missing_scores_are_left_out():
    scores = [ScoreTaken(TODAY, "OWN", 99), ScoreTaken(TODAY, Missing.NOT_KNOWN, 99), ScoreTaken(TODAY, "PAIN", None)]
    assert high_scores(scores, TODAY) == []


def test_every_cut_off_is_a_possible_score_of_a_scale_that_can_be_recorded():
    for scale, cut_off in ATTENTION_FROM.items():
        low, high = RANGES[scale]
        assert scale in code_list("scale") and low < cut_off <= high
