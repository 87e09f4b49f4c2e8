"""Lists, orders, shows and cancels a number through PyPI zeep 4.3.3, which knows nothing but our WSDL.

    pip install -r requirements.txt
    tandem demo &
    python test_zeep.py http://127.0.0.1:8080

Ends with 0 when everything was as it should be. The number ordered here is not one of the other
clients', so that all of them can run against one demo.
"""

import sys

from zeep import Client
from zeep.transports import Transport

DID = "5552223355"
# Two milliseconds of silence: a WAV file of 8000 samples a second, 16 bits each.
SILENCE = (
    "UklGRkQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YSAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
)
SOMEBODY_ELSES = "5559990001"


class Local(Transport):
    """The WSDL must be enough by itself: whatever else is asked for stands on somebody else's server."""

    def __init__(self, base):
        super().__init__()
        self.base = base

    def load(self, url):
        assert url.startswith(self.base), f"the WSDL needs {url}"
        return super().load(url)


def value(said):
    """What is said in a part of an answer: zeep makes lists of keys with values of maps."""
    if hasattr(said, "item"):
        said = said.item
    if not isinstance(said, list):
        return "" if said is None else said
    if said and hasattr(said[0], "key"):
        return {pair.key: value(pair.value) for pair in said}
    return [value(one) for one in said]


class Functions:
    """The functions of the WSDL, each with the login that it takes."""

    def __init__(self, base, password):
        client = Client(f"{base}/api/v1/server.wsdl", transport=Local(base))
        self.service = client.bind("VoIPms_Service", "VoIPms_Port")
        self.login = {"api_username": "demo@example.com", "api_password": password}

    def __getattr__(self, function):
        def call(**params):
            return value(self.service[function](params={**self.login, **params}))

        return call


def flags(functions):
    """A no is a no, as a word or as a value of Python's."""
    box = {
        "name": "zeep",
        "password": "3141",
        "skip_password": "0",
        "email": "jane@example.com",
        "timezone": "America/New_York",
        "language": "en",
        "play_instructions": "u",
    }
    words = ("attach_message", "delete_message", "say_time", "say_callerid")
    for no, yes in (("no", "yes"), (False, True)):
        for answer in (no, yes):
            said = functions.createVoicemail(digits="77", **box, **dict.fromkeys(words, answer))
            assert said["status"] == "success", said
            mailbox = "10000177"
            (row,) = functions.getVoicemails(mailbox=mailbox)["voicemails"]
            shown = {row[word] for word in words}
            assert functions.delVoicemail(mailbox=mailbox)["status"] == "success"
            assert shown == {"yes" if answer is yes else "no"}, f"{answer!r} became {shown}"
    refused = functions.createVoicemail(digits="77", **box, **dict.fromkeys(words, "perhaps"))
    assert refused["status"] == "invalid_attachmessage", refused


def objects(functions):
    """A sub-account and a recording are made, shown and removed; the demo's calls of a day are listed."""
    made = functions.createSubAccount(
        username="Zeep", protocol=1, auth_type=1, password="a-Str0ng.one", device_type=2, lock_international=1,
        international_route=1, music_on_hold="default", allowed_codecs="ulaw;gsm", dtmf_mode="auto", nat="yes",
    )
    assert (made["status"], made["account"]) == ("success", "100001_Zeep"), made
    (row,) = functions.getSubAccounts(account="100001_Zeep")["accounts"]
    assert (row["username"], row["allowed_codecs"]) == ("Zeep", "ulaw;gsm"), row
    status = functions.getRegistrationStatus(account="100001_Zeep")
    assert status["registered"] == "no", status
    assert functions.delSubAccount(id=made["id"])["status"] == "success"

    made = functions.setRecording(file=SILENCE, name="silence")
    assert made["status"] == "success", made
    row = functions.getRecordingFile(recording=made["recording"])["recordings"]
    assert row["data"] == SILENCE, row
    assert functions.delRecording(recording=made["recording"])["status"] == "success"

    day = {"date_from": "2014-03-30", "date_to": "2014-03-30", "timezone": "-5"}
    cdr = functions.getCDR(**day, answered=True, noanswer=True, busy=True, failed=True)["cdr"]
    assert [call["disposition"] for call in cdr] == ["NO ANSWER", "BUSY", "ANSWERED"], cdr


def main(base):
    functions = Functions(base, "demo-voipms-password")
    assert functions.getIP() == {"status": "success", "ip": "127.0.0.1"}
    stranger = Functions(base, "wrong").getBalance()
    assert stranger["status"] == "invalid_credentials" and stranger["message"], stranger
    assert functions.cancelDID(did=SOMEBODY_ELSES)["status"] == "invalid_did"
    assert functions.getInvoice()["status"] == "method_maintenance"

    shelf = functions.getDIDsUSA(state="IL", ratecenter="SPRINGFIELD")
    rows = {row["did"]: row for row in shelf["dids"]}
    assert DID in rows, f"{DID} is not for sale; start the demo --fresh"
    assert (rows[DID]["flat_monthly"], rows[DID]["sms"]) == ("4.95", 1), rows[DID]

    order = {
        "did": DID,
        "routing": "account:100001_VoIP",
        "failover_noanswer": "vm:101",
        "pop": 5,
        "dialtime": 60,
        "cnam": True,
        "note": "Été <50/50> & more",
        "billing_type": "1",
        "monthly": 3.5,
    }
    assert functions.orderDID(**order, test=True)["status"] == "success_test"
    assert functions.getDIDsInfo(did=DID)["status"] == "no_did", "a dry run bought the number"
    assert functions.orderDID(**order) == {"status": "success"}
    assert functions.orderDID(**order)["status"] == "did_in_use"
    (row,) = functions.getDIDsInfo(did=DID)["dids"]
    for key in ("did", "routing", "failover_noanswer", "note", "billing_type"):
        assert row[key] == order[key], f"{key} is {row[key]!r}"
    assert (row["pop"], row["cnam"], row["reseller_monthly"]) == ("5", "1", "3.50000000"), row
    assert functions.cancelDID(did=DID, cancelcomment="a test") == {"status": "success"}
    assert functions.getDIDsInfo(did=DID)["status"] == "no_did", f"{DID} is still shown"

    # What is missing, the answer says.
    assert functions.cancelDID()["status"] == "missing_did"
    assert functions.orderDID(did=DID)["status"] == "missing_routing"
    assert functions.getPortability()["status"] == "missing_did"
    assert functions.getPortability(DID="5552341234") == functions.getPortability(did="5552341234")
    flags(functions)
    objects(functions)
    print(f"zeep 4.3.3: ordered, showed and cancelled {DID}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python test_zeep.py http://127.0.0.1:8080")
    main(sys.argv[1].rstrip("/"))
