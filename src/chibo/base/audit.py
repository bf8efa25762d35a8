def note(record, verb, *, by, unit_id=None, changes=None):
    return None
