"""What somebody with a copy of the disk can try, to find out who gave which answer.

An attack puts two tables side by side, each in the order of something that can be observed of its rows, or joins them
where two observations are equal. `right` says what share of the guesses was true.
"""

import math
import re
import subprocess
from collections import defaultdict

from chibo.config import database, embedded

WRITTEN = re.compile(
    r"tx:\s+(\d+), lsn: ([0-9A-F]+)/([0-9A-F]+).* desc: (?:INSERT\S* off|(?:HOT_)?UPDATE\S* .*new_off): (\d+)"
    r".*blkref #0: rel \S+ blk (\d+)"
)
"""A line of pg_waldump: transaction, place in the log (two halves), offset, block."""
FILE = (
    "SELECT concat_ws('/', 1663, d.oid, c.relfilenode) FROM pg_class c, pg_database d"
    " WHERE d.datname = current_database() AND c.oid = %s::regclass"
)
FLUSH = "SET synchronous_commit = on; SELECT pg_logical_emit_message(true, 'test', 'flush')"


def observed(cluster, table, rows):
    """All that the disk tells of rows: observation → {primary key: value}. `rows` is SQL that narrows the table."""
    found = defaultdict(dict)
    with cluster.connect() as connection:
        connection.execute(FLUSH)
        query = connection.execute(f"SELECT ctid::text, xmin::text::bigint, t.* FROM {table} t WHERE {rows}")  # type: ignore[arg-type]
        names = [column.name for column in query.description]
        key = names.index("id")
        places = {}
        for row in query.fetchall():
            pk = str(row[key])
            place = tuple(int(number) for number in row[0].strip("()").split(","))
            places[place] = pk
            found["place on the disk"][pk] = place
            found["transaction"][pk] = row[1]
            for name, value in zip(names[2:], row[2:], strict=True):
                found[f"column {name}"][pk] = bytes(value) if isinstance(value, bytes) else str(value)
        file = connection.execute(FILE, [table]).fetchone()[0]
    _read_wal(cluster, file, places, found)
    _read_backup(cluster, table, found)
    return {name: values for name, values in found.items() if len(values) == len(places)}


def _read_wal(cluster, file, places, found):
    """The last record of the write-ahead log that wrote each row: its place there, and its transaction."""
    segments = sorted(path.name for path in cluster.wal.iterdir() if re.fullmatch(r"[0-9A-F]{24}", path.name))
    command = [
        embedded.binaries() / "pg_waldump", "-p", cluster.wal, "--rmgr=Heap", f"--relation={file}",
        segments[0], segments[-1],
    ]  # fmt: skip
    lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    for line in lines:
        match = WRITTEN.search(line)
        if match and (pk := places.get((int(match[5]), int(match[4])))):
            found["place in the log"][pk] = (int(match[2], 16), int(match[3], 16))
            found["transaction in the log"][pk] = int(match[1])


def _read_backup(cluster, table, found):
    """The place of each row in a dump, as a backup holds it."""
    command = [
        embedded.binaries() / "pg_dump", "--data-only", f"--table={table}",
        f"--dbname={database.conninfo(cluster.settings)}",
    ]  # fmt: skip
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    known = found["place on the disk"]
    for number, line in enumerate(lines):
        if (pk := line.partition("\t")[0]) in known:
            found["place in the backup"][pk] = number


def all_attacks(left, right, who_left, who_right):
    """Try every observation of one table against every one of the other: name → share of true guesses."""
    shares = {}
    for name, mine in left.items():
        for other, theirs in right.items():
            forward = sorted(theirs, key=lambda pk: (theirs[pk], pk))
            ordered = sorted(mine, key=lambda pk: (mine[pk], pk))
            for way, guessed in (("same order", forward), ("reverse order", forward[::-1])):
                pairs = zip(ordered, guessed, strict=False)
                shares[name, other, way] = _right(pairs, who_left, who_right, len(mine))
            shares[name, other, "equal"] = _right(_joined(mine, theirs), who_left, who_right, len(mine))
    return shares


def _joined(mine, theirs):
    """Each row with the one whose value is equal, where there is just one."""
    by_value = defaultdict(list)
    for pk, value in theirs.items():
        by_value[str(value)].append(pk)
    return [(pk, by_value[str(value)][0]) for pk, value in mine.items() if len(by_value[str(value)]) == 1]


def _right(pairs, who_left, who_right, number):
    return sum(who_left[one] == who_right[other] for one, other in pairs) / number


def limit(number, runs, attacks):
    """The share that guessing reaches: chance, and three standard deviations where one attack is tried once.

    The hits of one guessed order are Poisson with mean 1. As so many attacks are tried, the bound is raised until all
    of them together stay below it in 999 of 1,000 runs of this test, and not below three standard deviations.
    """
    mean, hits, tail = runs, 0, 1.0
    while tail > 0.001 / attacks or hits < mean + 3 * math.sqrt(mean):
        tail -= math.exp(-mean) * mean**hits / math.factorial(hits)
        hits += 1
    return hits / (number * runs)


def plain_dump(cluster):
    """Everything that a backup holds, as text."""
    command = [embedded.binaries() / "pg_dump", f"--dbname={database.conninfo(cluster.settings)}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
