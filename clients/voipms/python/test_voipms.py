"""Looks round, lists, orders, hands over, sets up, shows and cancels a number through PyPI voipms 0.2.6, unmodified.

    pip install -r requirements.txt
    tandem demo &
    python test_voipms.py http://127.0.0.1:8080

Ends with 0 when everything was as it should be. The numbers ordered here are not those of the
other clients, so that all of them can run against one demo.
"""

import sys

from voipms import VoipMs

WANTED = "5552223333"
SPARE = "5552223344"
# Two milliseconds of silence: a WAV file of 8000 samples a second, 16 bits each.
SILENCE = (
    "UklGRkQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0"
    "YSAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
)
SOMEBODY_ELSES = "5559990001"


def client(base, password):
    """The library has no setting for another address, but keeps it where it can be changed."""
    made = VoipMs("demo@example.com", password)
    made.base_url = made.base_url.replace("https://voip.ms", base)
    made.post_url = made.post_url.replace("https://voip.ms", base)
    return made


def refused(text, call, *args, **kwargs):
    """The library knows the codes, and raises its own text for each."""
    try:
        answer = call(*args, **kwargs)
    except TypeError as error:
        assert text in str(error), f"expected {text!r}, got {error!r}"
    else:
        raise AssertionError(f"expected {text!r}, got {answer!r}")


def own(voipms, did):
    try:
        return voipms.dids.get.dids_info(did=int(did))["dids"]
    except TypeError as error:
        assert "There are no DIDs" in str(error), error
        return []


def main(base):
    voipms = client(base, "demo-voipms-password")

    rows = {row["did"]: row for row in voipms.dids.get.dids_usa("IL", "SPRINGFIELD")["dids"]}
    did = WANTED if WANTED in rows else SPARE
    assert did in rows, f"neither {WANTED} nor {SPARE} is for sale; start the demo --fresh"
    assert rows[did]["state_description"] == "ILLINOIS", rows[did]
    assert rows[did]["perminute_setup"] == "0.50", rows[did]
    assert rows[did]["sms"] == 1, rows[did]
    canada = voipms.dids.get.dids_can("ON", "Stoney Point")["dids"]
    assert all(row["perminute_minute"] == "0.0100" for row in canada), canada

    catalogues(voipms)

    refused("Username or Password is incorrect", client(base, "wrong").dids.get.dids_usa, "IL")
    refused("This is not a valid State", voipms.dids.get.dids_usa, "ZZ")
    refused("This is not a valid DID", voipms.dids.cancel.did, SOMEBODY_ELSES)

    order = {
        "did": int(did),
        "routing": "account:100001_VoIP",
        "failover_unreachable": "fwd:1521",
        "voicemail": 101,
        "pop": 5,
        "dialtime": 60,
        "cnam": False,
        "callerid_prefix": "SPI [555]",
        "note": "ordered by a test",
        "billing_type": 1,
        "account": "100001_VoIP",
        "monthly": 3.5,
    }
    before = balance(voipms)
    answer = voipms.dids.order.order_did(**order, test=True)
    assert answer["status"] == "success_test", answer
    assert own(voipms, did) == [], "a dry run bought the number"

    assert voipms.dids.order.order_did(**order) == {"status": "success"}
    (row,) = own(voipms, did)
    for key, value in {
        "did": did,
        "description": "SPRINGFIELD, IL",
        "routing": "account:100001_VoIP",
        "failover_busy": "none:",
        "failover_unreachable": "fwd:1521",
        "voicemail": "101",
        "pop": "5",
        "dialtime": "60",
        "cnam": "0",
        "e911": "0",
        "callerid_prefix": "SPI [555]",
        "note": "ordered by a test",
        "billing_type": "1",
        "reseller_account": "100001_VoIP",
        "reseller_monthly": "3.50000000",
        "sms_available": 1,
        "sms_enabled": "0",
    }.items():
        assert row[key] == value, f"{key} is {row[key]!r}, not {value!r}"
    assert round(before - balance(voipms), 2) == 1.49
    refused("already in use", voipms.dids.order.order_did, **order)

    handed = voipms.dids.connect.connect_did(int(did), "100001_VoIPReseller", 3.5, 1.99, 0.03)
    assert handed == {"status": "success"}, handed
    assert own(voipms, did)[0]["reseller_account"] == "100001_VoIPReseller"
    assert voipms.dids.unconnect.did(int(did)) == {"status": "success"}

    set_up(voipms, did)
    sub_accounts(voipms)
    recordings(voipms)
    calls(voipms)

    assert voipms.dids.cancel.did(did) == {"status": "success"}
    assert own(voipms, did) == [], f"{did} is still shown after cancelDID"
    print(f"voipms 0.2.6: looked round, listed, ordered, handed over, set up, showed and cancelled {did}; "
          "sub-accounts, recordings, calls")


def catalogues(voipms):
    """What there is at home and abroad, and rehearsals of buying it."""
    get, search = voipms.dids.get, voipms.dids.search
    assert {"state": "FL", "description": "FLORIDA"} in get.states()["states"]
    assert {"province": "ON", "description": "ONTARIO"} in get.provinces()["provinces"]
    florida = {row["ratecenter"]: row["available"] for row in get.rate_centers_usa("FL")["ratecenters"]}
    assert (florida["ALFORD"], florida["APOPKA"]) == ("no", "yes"), florida
    alberta = [row["ratecenter"] for row in get.rate_centers_can("AB")["ratecenters"]]
    assert {"Calgary", "Canmore", "Edmonton"} <= set(alberta), alberta
    assert search.dids_usa("ends", "5871", "FL")["dids"][0]["did"] == "7862285871"
    refused("There are no DIDs", search.dids_usa, "starts", "JOHN", "FL")
    assert search.toll_free_can_us()["dids"][0]["minute"] == "0.0320"
    assert search.vanity("8**", "***JHON")["dids"][0]["did"] == "8332355466"

    assert get.carriers(2)["carriers"][0]["value"] == "2"
    assert "NATIONAL" in [row["value"] for row in get.international_types()["types"]]
    sweden = {"value": "205", "description": "SWEDEN (+46)"}
    assert get.did_countries("NATIONAL", country_id=205)["countries"] == [sweden]
    places = {row["location_id"]: row for row in get.dids_international_geographic(72)["locations"]}
    assert places["9468"]["location_name"] == "KESKI-SUOMI", places

    settings = {"routing": "none:", "pop": 5, "dialtime": 60, "cnam": False, "test": True}
    # The library wants a billing type with every order, also where the provider has none.
    settings["billing_type"] = 2
    order = voipms.dids.order
    # Not order_vanity: the library takes its carrier for a flag.
    for rehearsed in [
        order.order_toll_free(did=8888355579, **settings),
        order.order_did_international_national(location_id=6847, quantity=2, **settings),
        order.order_did_international_toll_free(location_id=6424, quantity=1, **settings),
        voipms.dids.back_order.back_order_did_usa(
            quantity=3, state="FL", ratecenter="ALFORD", **settings
        ),
    ]:
        assert rehearsed["status"] == "success_test", rehearsed


def set_up(voipms, did):
    """A number is set up anew, by parts and as a whole, and shown as it was set up."""
    change = voipms.dids.set
    servers = {row["server_pop"]: row for row in voipms.general.get.servers_info()["servers"]}
    assert {"5", "16"} <= set(servers), servers
    for answer in [
        change.did_routing(int(did), "fwd:1026"),
        change.did_pop(int(did), 16),
        change.did_voicemail(int(did), 1001),
        change.did_billing_type(int(did), 2),
    ]:
        assert answer == {"status": "success"}, answer
    row = own(voipms, did)[0]
    found = (row["routing"], row["pop"], row["voicemail"], row["billing_type"])
    assert found == ("fwd:1026", "16", "1001", "2"), row
    whole = {"routing": "sys:echo", "pop": 5, "dialtime": 20, "cnam": True, "billing_type": 1}
    assert change.did_info(int(did), note="anew", **whole) == {"status": "success"}
    row = own(voipms, did)[0]
    found = (row["routing"], row["dialtime"], row["cnam"], row["note"], row["billing_type"])
    assert found == ("sys:echo", "20", "1", "anew", "1"), row
    refused("This is not a valid DID", change.did_pop, int(SOMEBODY_ELSES), 5)


def sub_accounts(voipms):
    """One is made, shown, and removed."""
    made = voipms.accounts.create.sub_account(
        username="Python", password="a-Str0ng.one", protocol=1, auth_type=1, device_type=2, lock_international=1,
        international_route=1, music_on_hold="default", allowed_codecs="ulaw;gsm", dtmf_mode="auto", nat="yes",
        internal_extension=7,
    )
    assert made["status"] == "success" and made["account"] == "100001_Python", made
    (row,) = voipms.accounts.get.sub_accounts("100001_Python")["accounts"]
    found = (row["allowed_codecs"], row["max_expiry"], row["internal_extension"], row["lock_international"])
    assert found == ("ulaw;gsm", "3600", "7", "1"), row
    status = voipms.accounts.get.registration_status("100001_Python")
    assert (status["registered"], status["registrations"]) == ("no", []), status
    assert voipms.accounts.delete.sub_account(int(made["id"])) == {"status": "success"}
    names = [row["account"] for row in voipms.accounts.get.sub_accounts()["accounts"]]
    assert "100001_VoIP" in names and "100001_Python" not in names, names


def recordings(voipms):
    """A sound is set, played back, and removed."""
    made = voipms.dids.set.recording(SILENCE, "silence")
    recording = int(made["recording"])
    (row,) = voipms.dids.get.recordings(recording)["recordings"]
    assert row == {"value": str(recording), "description": "silence"}, row
    assert voipms.dids.get.recording_file(recording)["recordings"]["data"] == SILENCE
    assert voipms.dids.delete.recording(recording) == {"status": "success"}


def calls(voipms):
    """The demo's calls of a day in March."""
    list_of = voipms.calls.get
    day = "2014-03-30"
    cdr = list_of.cdr(day, day, -5, answered=True, noanswer=True, busy=True, failed=True)["cdr"]
    found = [(call["disposition"], call["seconds"]) for call in cdr]
    assert [end for end, _ in found] == ["NO ANSWER", "BUSY", "ANSWERED"], cdr
    assert str(found[-1][1]) == "11", cdr


def balance(voipms):
    return float(voipms.general.get.balance()["balance"]["current_balance"])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python test_voipms.py http://127.0.0.1:8080")
    main(sys.argv[1].rstrip("/"))
