"""Shown times are found where they stand and read in the forms of many languages."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.parse.calendars import MONTHS
from discourse.parse.folding import fold
from discourse.parse.times import day_first_of, find_times, read_time

ABSOLUTE = [
    ("June 3, 2011 at 7:01 PM", "2011-06-03T19:01"),
    ("posted at 4:41 pm on June 3, 2011 by Cal", "2011-06-03T16:41"),
    ("August 18, 2010 3:40 PM PDT", "2010-08-18T15:40"),
    ("Thu Mar 22 19:01:00 CET 2007", "2007-03-22T19:01:00"),
    ("Thu, 22 Mar 2007 19:01:00 +0000", "2007-03-22T19:01:00"),
    ("Mar 22nd, 2007 at 12:05 am", "2007-03-22T00:05"),
    ("Jan. 5, 2012, 5 p.m.", "2012-01-05T17:00"),
    ("22-Mar-07", "2007-03-22"),
    ("10:05 on 12 Apr 2012", "2012-04-12T10:05"),
    ("2010-03-05T14:30:12.250+01:00", "2010-03-05T14:30:12"),
    ("20100305T143000Z", "2010-03-05T14:30:00"),
    ("2010/03/05 14:30", "2010-03-05T14:30"),
    ("am 5. März 2010 um 14.30 Uhr", "2010-03-05T14:30"),
    ("Donnerstag, 22. März 2007 um 19:01", "2007-03-22T19:01"),
    ("05.03.2010, 14:30", "2010-03-05T14:30"),
    ("17.07, 2011 @ 13:04", "2011-07-17T13:04"),
    ("5. Jänner 2012 | 17.05", "2012-01-05T17:05"),
    ("5 mars 2010 à 14h30", "2010-03-05T14:30"),
    ("le 1er août 2011 à 9 h 05", "2011-08-01T09:05"),
    ("12 de marzo de 2011 a las 9:05 pm", "2011-03-12T21:05"),
    ("12 marzo 2011 alle ore 9.05", "2011-03-12T09:05"),
    ("12/03/2011 às 21h05", "2011-03-12T21:05"),
    ("12 maart 2011 om 21:05", "2011-03-12T21:05"),
    ("wtorek, 11 maja 2021, 23:13", "2021-05-11T23:13"),
    ("5 października 2010 o 14:30", "2010-10-05T14:30"),
    ("22 марта 2007 в 19:01", "2007-03-22T19:01"),
    ("2010. március 5., 14:30", "2010-03-05T14:30"),
    ("5. listopadu 2010", "2010-11-05"),
    ("3 joulukuuta 2010", "2010-12-03"),
    ("4 Eylül 2010", "2010-09-04"),
    ("2019年3月5日 下午3:05", "2019-03-05T15:05"),
    ("3/14/2010", "2010-03-14"),
    ("13/4/10", "2010-04-13"),
    ("3/4/2010 5:06 PM", "2010-03-04T17:06"),
    ("3.4.2010", "2010-04-03"),
]
RELATIVE = [
    "3 hours ago",
    "about an hour ago",
    "3 years, 2 months ago",
    "vor 3 Stunden",
    "vor einem Monat",
    "1 Monat her",
    "il y a 2 jours",
    "hace una hora",
    "2 ore fa",
    "há 2 dias",
    "2 dias atrás",
    "3 uur geleden",
    "2 dni temu",
    "för 2 timmar sedan",
    "5 минут назад",
    "3小时前",
    "3h",
    "yesterday at 5:30 pm",
    "Gestern, 14:30",
    "just now",
]
NO_TIME = [
    "I waited three hours on that quay.",
    "version 2.0.13",
    "In 2003, as the US scrambled",
    "call 555-1234-99",
    "may 32 2010 be a date",
    "1/2 cup of milk",
    "Psalm 23:4",
]


@pytest.mark.parametrize(("shown", "iso"), ABSOLUTE)
def test_absolute_times_are_read(shown: str, iso: str) -> None:
    assert read_time(shown) == iso


@pytest.mark.parametrize("shown", RELATIVE)
def test_relative_times_are_found_but_not_dated(shown: str) -> None:
    found = find_times(shown)
    assert [each.is_relative for each in found] == [True]
    assert read_time(shown) is None


@pytest.mark.parametrize("shown", NO_TIME)
def test_what_is_no_time_is_not_taken_for_one(shown: str) -> None:
    assert read_time(shown) is None


def test_a_time_without_a_year_is_found_but_not_dated() -> None:
    (found,) = find_times("Sep 21, 3:29 PM")
    assert found.iso is None
    assert not found.is_relative


def test_the_order_of_day_and_month_is_settled_by_the_page() -> None:
    assert read_time("3/4/2010", day_first=False) == "2010-03-04"
    assert read_time("3/4/2010", day_first=True) == "2010-04-03"
    assert day_first_of(["3/4/2010", "3/14/2010"]) is False
    assert day_first_of(["14/3/2010", "3/4/2010"]) is True
    assert day_first_of(["1/2/2010", "2/2/2010", "3/2/2010", "1/3/2010"]) is True
    assert day_first_of(["1/2/2010"]) is None


def test_a_name_that_ends_in_a_number_is_not_part_of_the_time() -> None:
    (found,) = find_times("by walker1956 August 19, 2010 11:59 AM")
    assert found.iso == "2010-08-19T11:59"
    assert found.start == len("by walker1956 ")


@given(st.dates(min_value=date(1971, 1, 1), max_value=date(2068, 12, 31)), st.sampled_from(sorted(MONTHS)))
def test_every_month_of_every_language_is_read(day: date, month: str) -> None:
    if MONTHS[month] == day.month:
        assert read_time(f"{day.day} {month} {day.year}") == day.isoformat()


@given(st.text(alphabet="0123456789.:/-, apmPMhMarch年月日vor\n", max_size=60))
def test_spans_are_in_order_and_within_the_text(text: str) -> None:
    at = 0
    for found in find_times(text):
        assert at <= found.start < found.end <= len(text)
        at = found.end


@given(st.text(max_size=200))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_time_is_linear_in_the_length_of_hostile_text() -> None:
    def seconds(text: str) -> float:
        start = time.process_time()
        find_times(text)
        return time.process_time() - start

    for unit in ("1 ", "1.", "12:", "vor 1 ", "march ", "5 5/5/", "a 1,", "2010-"):
        small, large = seconds(unit * 2_000), seconds(unit * 20_000)
        assert large < 0.05 + 30 * small, unit
