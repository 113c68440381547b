"""Test that a report may come late or twice, and counts once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from dispatch.models import WorkReport
from dispatch.work import reporting
from shop.refusing import KeyReused, NotYours, TooMany, WrongCount
from tests.dispatch.lots import hand, lot_at, tell
from tests.personas import Prefecture


def test_a_late_report_sent_twice_is_one(prefecture: Prefecture) -> None:
    assignment, key = hand(prefecture, lot_at(prefecture), "xiuying", 8), uuid4()
    days_ago = timezone.localdate() - timedelta(days=6)
    content = {"assignment": assignment, "pieces": 5, "by": prefecture.xiuying, "done_on": days_ago, "minutes": 300}
    first = reporting.report(**content, key=key)
    assert reporting.report(**content, key=key) == first
    with pytest.raises(KeyReused):
        reporting.report(**content | {"pieces": 4}, key=key)
    assignment.refresh_from_db()
    assert (WorkReport.objects.count(), assignment.reported, assignment.out) == (1, 5, 3)
    assert first.done_on == days_ago


def test_no_more_is_reported_than_she_has(prefecture: Prefecture) -> None:
    assignment = hand(prefecture, lot_at(prefecture), "xiuying", 3)
    with pytest.raises(TooMany):
        tell(prefecture, assignment, 4)
    with pytest.raises(WrongCount):
        tell(prefecture, assignment, 0)


def test_nothing_is_reported_for_a_day_to_come(prefecture: Prefecture) -> None:
    assignment = hand(prefecture, lot_at(prefecture), "xiuying", 3)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(WrongCount):
        reporting.report(assignment=assignment, pieces=1, by=prefecture.lan, key=uuid4(), done_on=tomorrow)


@pytest.mark.parametrize("who", ["fen", "mei", "anna"])
def test_only_the_worker_or_her_lead_reports(prefecture: Prefecture, who: str) -> None:
    assignment = hand(prefecture, lot_at(prefecture), "xiuying", 3)
    with pytest.raises(NotYours):
        reporting.report(
            assignment=assignment, pieces=1, by=prefecture.people[who], key=uuid4(), done_on=timezone.localdate()
        )
