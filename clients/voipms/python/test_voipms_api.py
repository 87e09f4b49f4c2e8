"""Orders, shows and cancels numbers through PyPI voipms-api 1.2.1, unmodified: once through its own
functions, which are GETs, and once through its multipart POST.

    pip install -r requirements.txt
    tandem demo &
    python test_voipms_api.py http://127.0.0.1:8080

Ends with 0 when everything was as it should be. The numbers ordered here are not those of the
other clients, so that all of them can run against one demo.
"""

import sys

from voipms_api import Accounts, DIDs, General

BY_GET = "2264836080"
BY_POST = "2264836086"
SOMEBODY_ELSES = "5559990001"


def client(kind, base, password="demo-voipms-password"):
    made = kind("demo@example.com", password)
    made.voipms_url = f"{base}/api/v1/rest.php"
    return made


def own(dids, did):
    answer = dids.get_dids_info(did=did)
    return answer["dids"] if answer["status"] == "success" else []


def status(answer):
    """The library hands errors through; each must say what is wrong."""
    assert answer is not None, "the answer was not JSON with HTTP 200"
    assert answer["status"] == "success" or answer["message"], answer
    return answer["status"]


def sub_accounts(accounts):
    """One is made, shown and removed; the library's own function lacks what the provider requires."""
    wanted = {
        "username": "Api", "protocol": 1, "auth_type": 1, "password": "a-Str0ng.one", "device_type": 2,
        "lock_international": 1, "international_route": 1, "music_on_hold": "default", "allowed_codecs": "ulaw;gsm",
        "dtmf_mode": "auto", "nat": "yes",
    }
    made = accounts.post("createSubAccount", wanted)
    assert status(made) == "success", made
    (row,) = accounts.get_subaccounts("100001_Api")["accounts"]
    assert (row["id"], row["allowed_codecs"]) == (str(made["id"]), "ulaw;gsm"), row
    assert status(accounts.delete_subaccount(made["id"])) == "success"
    assert status(accounts.get_subaccounts("100001_Api")) == "invalid_account"


def main(base):
    dids = client(DIDs, base)
    general = client(General, base)

    assert general.get_ip()["ip"] == "127.0.0.1"
    stock = dids.get("getDIDsCAN", {"province": "ON", "ratecenter": "stoney point"})
    rows = {row["did"]: row for row in stock["dids"]}
    for did in (BY_GET, BY_POST):
        assert did in rows, f"{did} is not for sale; start the demo --fresh"
        assert rows[did]["province_description"] == "ONTARIO", rows[did]

    stranger = client(DIDs, base, "wrong")
    assert status(stranger.get_dids_info()) == "invalid_credentials"
    assert status(dids.order_did(SOMEBODY_ELSES, pop=5)) == "did_in_use"
    assert status(dids.cancel_did(SOMEBODY_ELSES)) == "invalid_did"
    assert status(dids.order_did(BY_GET, routing="fwd:9999", pop=5)) == "invalid_forwarding"

    # The library's defaults: sys:hangup, 60 seconds, cnam=0, per minute.
    assert status(dids.order_did(BY_GET, pop=5)) == "success"
    (row,) = own(dids, BY_GET)
    found = (row["routing"], row["pop"], row["dialtime"], row["cnam"], row["billing_type"])
    assert found == ("sys:hangup", "5", "60", "0", "1"), row
    # It writes flags as True, and the comment as `comment`.
    assert status(dids.cancel_did(BY_GET, comment="a test", test=True)) == "success_test"
    assert own(dids, BY_GET), "a dry run cancelled the number"
    assert status(dids.cancel_did(BY_GET, comment="a test")) == "success"
    assert own(dids, BY_GET) == [], f"{BY_GET} is still shown after cancelDID"

    order = {
        "did": BY_POST,
        "routing": "account:100001_VoIP",
        "failover_noanswer": "vm:101",
        "pop": 16,
        "dialtime": 30,
        "cnam": 1,
        "note": "Été: 50/50 & more",
        "billing_type": 2,
    }
    assert status(dids.post("orderDID", {**order, "test": True})) == "success_test"
    assert status(dids.post("orderDID", order)) == "success"
    (row,) = own(dids, BY_POST)
    assert row["description"] == "Stoney Point, ON", row
    assert row["failover_noanswer"] == "vm:101", row
    assert row["note"] == "Été: 50/50 & more", row
    assert row["billing_type"] == "2", row
    assert status(dids.post("cancelDID", {"did": BY_POST, "comment": "over"})) == "success"
    assert own(dids, BY_POST) == [], f"{BY_POST} is still shown after cancelDID"
    sub_accounts(client(Accounts, base))
    print(f"voipms-api 1.2.1: ordered, showed and cancelled {BY_GET} and {BY_POST}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python test_voipms_api.py http://127.0.0.1:8080")
    main(sys.argv[1].rstrip("/"))
