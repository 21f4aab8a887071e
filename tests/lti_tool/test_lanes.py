"""How fast one platform is sent scores: as much as it takes, and nothing while it fails."""

from datetime import timedelta

from lti_tool.errors import AccessRefused, Broken, PlatformUnavailable, Throttled
from lti_tool.grades.lanes import FAILURES_THAT_CLOSE, FIRST, LONGEST_REST, MOST, Lane

DOWN = PlatformUnavailable("The LMS does not answer just now.")


def a_lane(successes: int = 0) -> Lane:
    lane = Lane()
    for _ in range(successes):
        lane.succeeded(0.1)
    return lane


def closed(at: float = 0) -> Lane:
    lane = a_lane()
    for _ in range(FAILURES_THAT_CLOSE):
        lane.failed(DOWN, at, is_first=True)
    return lane


def test_a_platform_that_answers_quickly_gets_more_at_once_up_to_the_most() -> None:
    assert a_lane(successes=10).limit == FIRST + 10
    assert a_lane(successes=1000).limit == MOST


def test_a_platform_that_slows_down_gets_no_more_at_once() -> None:
    lane = a_lane(successes=10)
    for _ in range(50):
        lane.succeeded(0.5)
    assert lane.limit == FIRST + 10


def test_throttling_halves_what_is_on_its_way_and_it_grows_slowly_from_then_on() -> None:
    lane = a_lane(successes=28)
    lane.failed(Throttled("slow down", timedelta(0)), 0, is_first=True)
    assert lane.limit == (FIRST + 28) / 2
    lane.succeeded(0.1)
    assert 0 < lane.limit - (FIRST + 28) / 2 < 0.1


def test_failures_that_come_together_halve_it_once() -> None:
    lane = a_lane(successes=28)
    for at in (0.0, 0.1, 0.2):
        lane.failed(DOWN, at, is_first=True)
    assert lane.limit == (FIRST + 28) / 2


def test_failures_in_a_row_close_it_and_nothing_is_leased_until_it_has_rested() -> None:
    lane = closed()
    assert lane.is_closed
    assert lane.room(0.1) == 0
    assert lane.room(lane.opens_at) == 1


def test_a_success_in_between_keeps_it_open() -> None:
    lane = a_lane()
    for _ in range(FAILURES_THAT_CLOSE * 3):
        lane.failed(DOWN, 0, is_first=True)
        lane.succeeded(0.1)
    assert not lane.is_closed


def test_one_score_at_a_time_finds_out_whether_it_works_again() -> None:
    lane = closed()
    lane.in_hand = 1
    assert lane.room(lane.opens_at) == 0
    lane.in_hand = 0
    lane.succeeded(0.1)
    assert not lane.is_closed
    assert lane.room(0) > 1


def test_each_try_that_fails_is_followed_by_a_longer_rest_up_to_the_longest() -> None:
    lane, rests = closed(), []
    for _ in range(12):
        at = lane.opens_at
        lane.failed(DOWN, at, is_first=True)
        rests.append(lane.opens_at - at)
    assert rests[2] > rests[0]
    assert LONGEST_REST * 0.75 <= rests[-1] <= LONGEST_REST * 1.25


def test_others_that_were_on_their_way_do_not_lengthen_the_rest() -> None:
    lane = closed()
    opens_at = lane.opens_at
    for _ in range(60):
        lane.failed(DOWN, 0.1, is_first=True)
    assert lane.opens_at == opens_at


def test_a_wait_that_the_platform_asks_for_is_kept() -> None:
    lane = a_lane()
    assert lane.failed(Throttled("slow down", timedelta(minutes=10)), 0, is_first=True)
    assert lane.opens_at >= 600


def test_a_missing_permission_closes_it_at_once() -> None:
    assert a_lane().failed(AccessRefused("not allowed"), 0, is_first=True)


def test_a_score_that_fails_again_and_again_says_nothing_of_its_platform() -> None:
    lane = a_lane()
    for _ in range(FAILURES_THAT_CLOSE * 3):
        assert not lane.failed(Broken("500"), 0, is_first=False)
    assert not lane.is_closed


def test_a_failure_of_ours_says_nothing_of_the_platform() -> None:
    lane = a_lane()
    for _ in range(FAILURES_THAT_CLOSE * 3):
        assert not lane.failed(ZeroDivisionError(), 0, is_first=True)
    assert lane.limit == FIRST
