"""Days, times and numbers in Spanish for the United States.

Django's Spanish is Spain's: 03/04/2026 is the third of April there and the fourth of March here, and 1.500 is one and a
half here. So short days name the month, hours are counted to twelve, and numbers have points and commas as in English.
"""

DATE_FORMAT = r"j \d\e F \d\e Y"
TIME_FORMAT = "P"
DATETIME_FORMAT = r"j \d\e F \d\e Y, P"
YEAR_MONTH_FORMAT = r"F \d\e Y"
MONTH_DAY_FORMAT = r"j \d\e F"
SHORT_DATE_FORMAT = "j\u00a0b\u00a0Y"
SHORT_DATETIME_FORMAT = "j\u00a0b\u00a0Y, P"
FIRST_DAY_OF_WEEK = 0
DATE_INPUT_FORMATS = ["%m/%d/%Y", "%m/%d/%y"]
DATETIME_INPUT_FORMATS = ["%m/%d/%Y %H:%M", "%m/%d/%y %H:%M"]
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
