"""Orders a number through each dialect of a demo, and has it ring where that dialect's own functions say."""

import json
import re
import urllib.parse
import urllib.request


class Shop:
    """The demo, as its first customer sees it."""

    def __init__(self, base):
        self.base = base

    def ask(self, path, body=None, **query):
        address = f"{self.base}{path}" + ("?" + urllib.parse.urlencode(query) if query else "")
        with urllib.request.urlopen(address, data=body and body.encode(), timeout=10) as answer:
            return answer.read().decode()

    def ask_voipms(self, method, **args):
        login = {"api_username": "demo@example.com", "api_password": "demo-voipms-password"}
        return json.loads(self.ask("/api/v1/rest.php", **login, method=method, **args))

    def voipms(self, method, **args):
        answer = self.ask_voipms(method, **args)
        assert answer["status"] == "success", f"{method} {args}: {answer}"
        return answer

    def addresses(self, uris):
        """Makes SIP URIs, if they are not there; a routing for each, by the name it was given."""
        # setSIPURI does not say under which id it made one.
        def made():
            return {row["uri"]: row["sipuri"] for row in self.voipms("getSIPURIs")["sipuris"]}

        for uri in set(uris.values()) - set(made()):
            self.voipms("setSIPURI", uri=uri, description=uri)
        known = made()
        return {name: f"sip:{known[uri]}" for name, uri in uris.items()}

    def order_voipms(self, did, **settings):
        self.voipms("orderDID", did=did, pop=5, cnam=0, billing_type=1, **settings)
        return did

    def anveo(self, action, **parameters):
        rows = "".join(f'<PARAMETER NAME="{name}">{value}</PARAMETER>' for name, value in parameters.items())
        answer = self.ask("/api/v3.asp", "<REQUEST><USERTOKEN><USERKEY>YOURAPIKEY</USERKEY></USERTOKEN>"
                          f'<ACTION NAME="{action}">{rows}</ACTION></REQUEST>')
        assert "<RESULT>SUCCESS</RESULT>" in answer, f"{action} {parameters}: {answer}"
        return answer

    def order_anveo(self, host, port):
        """A DID that DID.UPDATE sends to an address, which is asked for the number that was called."""
        area = ".".join(["123"] * 9)
        ordered = self.anveo("DID.ORDER", DID_TYPE="GEOGRAPHIC", AREA_ID=area, TITLE="calls")
        number = found(r'E164="1(\d{10})"', ordered)
        self.anveo("DID.UPDATE", **{"FILTER.E164": f"1{number}", "CALL_FORWARD_TYPE": "SIP_URI",
                                    "CALL_FORWARD_TO": f"$[E164]$@{host}:{port}"})
        return number

    def api19(self, path, **args):
        answer = json.loads(self.ask(path, urllib.parse.urlencode({"key": "api_key", **args})))
        assert answer["status"] == "ok", f"{path} {args}: {answer}"
        return answer

    def order_api19(self, host, port):
        """The cart of the demo, ordered with a call flow that leads to the address of a PBX."""
        flow = self.api19("/dids/callflow/create", name="calls", e164="no", ip_address_1=host, sip_port=port)
        ordered = self.api19("/dids/cart/complete", call_flow_id=flow["call_flow_id"])
        return str(ordered["data"]["success"][0])

    def dialogtech(self, action, **args):
        keys = {"access_key": "foo", "secret_access_key": "bar"}
        answer = self.ask("/ibp_api.php", action=action, **keys, **args)
        assert "<result>failed</result>" not in answer, f"{action} {args}: {answer}"
        return answer

    def order_dialogtech(self, host, port):
        """A tracking number that routing.configure sends to a list. DialogTech's lists hold telephone numbers;
        this one leads to a PBX, as another API says, and is the same list."""
        flow = self.api19("/dids/callflow/create", name="tracking", e164="yes", ip_address_1=host, sip_port=port)
        ordered = self.dialogtech("numbers.order", type="local", search="555", quantity=1, fill_quantity=1)
        number = found(r"<number>(\d{10})</number>", ordered)
        self.dialogtech("routing.configure", phone_number=number, routing_type="findme",
                        parameter1=flow["call_flow_id"])
        return number


def found(pattern, answer):
    match = re.search(pattern, answer)
    assert match, answer
    return match.group(1)
