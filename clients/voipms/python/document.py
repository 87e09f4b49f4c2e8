"""The facts of the provider's document, `crates/dialects/voipms/contract/document.txt`: its functions in its
order, calls with its own example values, and the keys of the answers.
"""

import pathlib
from urllib.parse import parse_qsl

FACTS = pathlib.Path(__file__).parents[3] / "crates/dialects/voipms/contract/document.txt"


def functions():
    """Each function with its calls, and what stands behind the status of an answer."""
    found = []
    for line in joined(FACTS.read_text().splitlines()):
        word, _, rest = line.strip().partition(" ")
        if not line.startswith(" "):
            found.append((line, [], []))
        elif word in ("call", "also"):
            found[-1][1].append(dict(parse_qsl(rest, keep_blank_values=True)))
        elif word == "give":
            found[-1][2].extend(members(iter(rest.split())))
    return found


def joined(lines):
    """Lines that say something, each with those that go on with it."""
    whole = []
    for line in lines:
        if line.startswith("      "):
            whole[-1] += " " + line.strip()
        elif line and not line.startswith("#"):
            whole.append(line)
    return whole


def members(words):
    """Keys up to the bracket that closes them, each with those below it; those that are always there, and others."""
    keys = []
    for word in words:
        if word in ("]", "}"):
            break
        name = word.lstrip("-").rstrip("?").rstrip("#")
        below = members(words) if name[-1] in "[{" else []
        keys.append((name.rstrip("[]{"), below, word[0] != "-" and word[-1] != "?"))
    return keys


def differs(answer, keys):
    """What is missing in an answer, or in the first row of a list, or not where it should be; nothing if all is well."""
    row = answer[0] if isinstance(answer, list) and answer else answer
    if not isinstance(row, dict):
        return f"{row!r} has no keys"
    known = [name for name, _, _ in keys]
    found = [name for name in row if name != "status"]
    needed = [name for name, _, always in keys if always]
    if found != [name for name in known if name in found] or not set(needed) <= set(found):
        return f"{found} are not {needed}"
    faults = (differs(row[name], below) for name, below, _ in keys if below and name in row)
    return next(filter(None, faults), None)
