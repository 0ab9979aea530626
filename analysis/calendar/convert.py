"""Writes days.txt from the Python package chinesecalendar, which follows the State Council's notices.

    python3 -m venv venv && venv/bin/pip install chinesecalendar==1.11.0
    venv/bin/python convert.py > days.txt

Run it with a newer version each winter, when the days off of the next year have been announced.
"""

from importlib.metadata import version

from chinese_calendar.constants import Holiday, holidays, workdays

# The package's own Chinese name is a sentence.
SHORT = {"Anti-Fascist 70th Day": "抗战胜利纪念日"}


def runs(days):
    """Neighbouring days of one name, as first day, how many and name."""
    found = []
    for day in sorted(days):
        if found and (day - found[-1][0]).days == found[-1][1] and days[day] == found[-1][2]:
            found[-1][1] += 1
        else:
            found.append([day, 1, days[day]])
    return found


names = [holiday.value for holiday in Holiday]
years = sorted({day.year for day in holidays})
print("# Days off and working weekends of mainland China, as the State Council announced them.")
print(f"# Made by convert.py from chinesecalendar {version('chinesecalendar')} (PyPI, MIT).")
print("# `=` a holiday's names; else the first day, how many, the holiday's number; `w`: worked.")
print(f"years {years[0]} {years[-1]}")
assert years == list(range(years[0], years[-1] + 1))
for holiday in Holiday:
    print(f"={SHORT.get(holiday.value, holiday.chinese)},{holiday.value}")
rows = [(day, count, name, "") for day, count, name in runs(holidays)]
rows += [(day, count, name, "w") for day, count, name in runs(workdays)]
for day, count, name, worked in sorted(rows):
    print(f"{day:%Y%m%d} {count} {names.index(name)}{worked}")
