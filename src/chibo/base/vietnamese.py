import datetime as dt
def day(d: dt.date) -> str:
    return f"{d.day:02}/{d.month}/{d.year}"
def parse_day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%d/%m/%Y").date()
