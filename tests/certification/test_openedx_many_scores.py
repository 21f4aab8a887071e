"""Four workers at once send to a real Open edX: everything arrives, in order for each student.

`make faults` does it with ten times as many scores.
"""

from pathlib import Path

from tests.certification.an_openedx import open_edx
from tests.certification.many_scores import in_order, send_from_four_workers

STUDENTS, ROUNDS = 10, (50, 100)


def test_many_scores_arrive_in_order(tmp_path: Path):
    with open_edx(tmp_path, "--students", str(STUDENTS)) as openedx:
        send_from_four_workers(openedx, STUDENTS, ROUNDS, tmp_path)
        right, _ = in_order(openedx, STUDENTS, ROUNDS)
        assert right == STUDENTS
