"""What an office types about a decision."""

DAY = "01/7/2022"


def typed(**more):
    fixed = {"symbol": "214-QĐ/ĐU", "decided_on": "15/6/2022", "issuer": "Đảng ủy phường", "effective_on": DAY}
    return {**fixed, **more}


def confirmed(**more):
    return typed(confirm="1", **more)
