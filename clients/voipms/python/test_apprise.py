"""Sends an SMS through PyPI apprise 2.2.0, unmodified, from a number of one customer to one of another.

    pip install -r requirements.txt
    tandem demo &
    python test_apprise.py http://127.0.0.1:8080

Ends with 0 when everything was as it should be.
"""

import json
import logging
import sys
import urllib.parse
import urllib.request

from apprise import Apprise
from apprise.plugins.voipms import NotifyVoipms

OURS = "8574884828"
THEIRS = "8577884821"
NOBODYS = "4165550123"
BODY = "Été at 5 & bring <everything> 100%"


def call(base, person, method, **params):
    login = {"api_username": f"{person}@example.com", "api_password": f"{person}-voipms-password"}
    query = urllib.parse.urlencode({**login, "method": method, **params})
    with urllib.request.urlopen(f"{base}/api/v1/rest.php?{query}") as answer:
        return json.load(answer)


class Warnings(logging.Handler):
    """What apprise says went wrong: it has no other way to tell."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.told = []

    def emit(self, record):
        self.told.append(record.getMessage())


def send(password, sender, receiver):
    sms = Apprise()
    assert sms.add(f"voipms://{password}:demo@example.com/{sender}/{receiver}")
    return sms.notify(body=BODY)


def main(base):
    NotifyVoipms.notify_url = f"{base}/api/v1/rest.php"
    # It waits between messages for the sake of the provider.
    NotifyVoipms.request_rate_per_sec = 0
    warnings = Warnings()
    logging.getLogger("apprise").addHandler(warnings)

    for person, did in (("demo", OURS), ("other", THEIRS)):
        enabled = call(base, person, "setSMS", did=did, enable=1)
        assert enabled["status"] == "success", enabled

    assert send("demo-voipms-password", OURS, THEIRS), warnings.told
    assert warnings.told == [], warnings.told
    sent = call(base, "demo", "getSMS", type=0, contact=THEIRS)["sms"][0]
    received = call(base, "other", "getSMS", type=1, contact=OURS)["sms"][0]
    for row, did, contact in ((sent, OURS, THEIRS), (received, THEIRS, OURS)):
        assert (row["did"], row["contact"], row["message"]) == (did, contact, BODY), row

    # It shows the message of an error, and breaks when there is none.
    for password, sender, receiver, code in (
        ("wrong", OURS, THEIRS, "invalid_credentials"),
        ("demo-voipms-password", THEIRS, OURS, "invalid_did"),
        ("demo-voipms-password", OURS, NOBODYS, "invalid_dst"),
    ):
        warnings.told.clear()
        assert not send(password, sender, receiver)
        (told,) = warnings.told
        assert f"status: {code}, message: " in told and not told.endswith("message: "), told
    print(f"apprise 2.2.0: sent an SMS from {OURS} to {THEIRS}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python test_apprise.py http://127.0.0.1:8080")
    main(sys.argv[1].rstrip("/"))
