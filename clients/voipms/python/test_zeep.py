"""Lists, orders, shows and cancels a number through PyPI zeep 4.3.3, which knows nothing but our WSDL.

    pip install -r requirements.txt
    tandem demo &
    python test_zeep.py http://127.0.0.1:8080

Ends with 0 when everything was as it should be. The number ordered here is not one of the other
clients', so that all of them can run against one demo.
"""

import sys

from zeep import Client
from zeep.exceptions import ValidationError
from zeep.transports import Transport

DID = "5552223355"
SOMEBODY_ELSES = "5559990001"

ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
# As much of the schema of SOAP's encoding as the WSDL refers to.
ARRAYS = f"""<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="{ENCODING}">
<complexType name="Array"><sequence><any minOccurs="0" maxOccurs="unbounded" processContents="lax"/></sequence>
<anyAttribute namespace="##any" processContents="lax"/></complexType></schema>"""


class Local(Transport):
    """zeep fetches that schema from its public address, whoever mentions it. A test stays at home."""

    def load(self, url):
        return ARRAYS.encode() if url.rstrip("/") == ENCODING.rstrip("/") else super().load(url)


def value(element):
    """What an element of an answer says. zeep hands the provider's answers out as elements, because
    the WSDL declares no more than an array."""
    items = [child for child in element if child.tag == "item"]
    kind = next((text for name, text in element.attrib.items() if name.endswith("}type")), "")
    if kind.endswith(":Map"):
        return {item.find("key").text: value(item.find("value")) for item in items}
    if kind.endswith(":Array"):
        return [value(item) for item in items]
    return int(element.text) if kind == "xsd:int" else element.text or ""


class Functions:
    """The functions of the WSDL, each with the login that it takes."""

    def __init__(self, base, password):
        client = Client(f"{base}/api/v1/server.wsdl", transport=Local())
        self.service = client.bind("VoIPms_Service", "VoIPms_Port")
        self.login = {"api_username": "demo@example.com", "api_password": password}

    def __getattr__(self, function):
        def call(**params):
            answer = self.service[function](params={**self.login, **params})
            pairs = getattr(answer, "_value_1", answer)
            return {pair.find("key").text: value(pair.find("value")) for pair in pairs}

        return call


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

    # What the WSDL says is required, zeep does not let out without.
    try:
        functions.cancelDID()
        raise AssertionError("cancelDID went out without a number")
    except ValidationError as error:
        assert "did" in str(error), error
    print(f"zeep 4.3.3: ordered, showed and cancelled {DID}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python test_zeep.py http://127.0.0.1:8080")
    main(sys.argv[1].rstrip("/"))
