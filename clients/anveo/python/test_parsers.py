"""Walks through Anveo's inventory, orders, routes, moves and cancels a DID, opens a sub-account and asks for a call,
reading each answer as known clients do.

    tandem demo &
    python test_parsers.py http://127.0.0.1:8080

There is no published client for Anveo. Those that are known read answers by regular expressions rather than as XML,
and depend on more than the document says: on one line for RESULT and ERROR, on COUNTRY being closed in its own tag and
AREA by one of its own, on double quotes and on no > inside a value. The expressions below ask for all of that. No
packages are needed. Ends with 0 when everything was as it should be.
"""

import hashlib
import hmac
import re
import sys
import urllib.request
from html import unescape
from xml.sax.saxutils import escape

# What is behind a RESULT or an ERROR, on its line.
RESULT = re.compile(r"<RESULT>(.*?)</RESULT>")
ERROR = re.compile(r"<ERROR>(.*?)</ERROR>")
# A value by its name.
VALUE = re.compile(r'<VALUE NAME="(.*?)">(.*?)</VALUE>')
# Rows: of countries with their own end, of areas with an end tag and rate plans before it, of others either way.
COUNTRY = re.compile(r"<COUNTRY\s+([^>]+)/>")
STATE = re.compile(r"<STATE\s+([^>]+?)/?>")
AREA = re.compile(r"<AREA\s+([^>]+)>(.*?)</AREA>", re.DOTALL)
RATE_PLAN = re.compile(r"<RATE_PLAN\s+([^>]+)/>")
DID = re.compile(r"<DID\s+([^>]+?)/?>")
ATTRIBUTE = re.compile(r'([A-Z0-9_]+)="([^"]*)"')
# A wrapper with attributes would be taken for a row.
WRAPPER = re.compile(r"<(?:DIDS|COUNTRIES|STATES|AREAS|RESPONSE)\s+[^>]")

SIGNATURE = hmac.new(b"open sesame", b"demo@example.com", hashlib.sha1).hexdigest()


def attributes(row):
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(row)}


class Client:
    def __init__(self, base):
        self.url = f"{base}/api/v3.asp"

    def ask(self, action, **parameters):
        parameters = {"SIGNATURE": SIGNATURE, **parameters}
        rows = "".join(f'<PARAMETER NAME="{name}">{escape(value)}</PARAMETER>' for name, value in parameters.items())
        document = (f'<?xml version="1.0" standalone="no" ?><REQUEST><USERTOKEN><USERKEY>YOURAPIKEY</USERKEY></USERTOKEN>'
                    f'<ACTION NAME="{action}">{rows}</ACTION></REQUEST>')
        kinds = {"Content-Type": "application/xml; charset=UTF-8", "Accept": "application/xml; charset=UTF-8"}
        request = urllib.request.Request(self.url, document.encode(), kinds)
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read().decode()
        assert not WRAPPER.search(text), text
        return text

    def does(self, action, **parameters):
        text = self.ask(action, **parameters)
        error = ERROR.search(text)
        assert not error, f"{action} {parameters}: {error.group(1)}"
        assert RESULT.search(text), text
        return text

    def fails(self, why, action, **parameters):
        text = self.ask(action, **parameters)
        error = ERROR.search(text)
        assert error and why in error.group(1), f"expected {why!r}, got {text}"
        assert RESULT.search(text).group(1) != "SUCCESS", text


def orders(client):
    countries = [attributes(row) for row in COUNTRY.findall(client.does("ANVEO.COUNTRIES.LIST", DID_TYPE="GEOGRAPHIC"))]
    states_of = [row for row in countries if row["HAS_STATES"].lower() == "true" and row["COUNTRY_NAME"] == "UNITED STATES"]
    country = states_of[0]["COUNTRY_ID"]
    states = client.does("ANVEO.STATES.LIST", DID_TYPE="GEOGRAPHIC", COUNTRY_ID=country)
    state = {row["STATE_CODE"]: row["STATE_ID"] for row in map(attributes, STATE.findall(states))}["IL"]
    areas = client.does("ANVEO.AREAS.LIST", DID_TYPE="GEOGRAPHIC", STATE_ID=state)
    found = [(attributes(row), [attributes(plan) for plan in RATE_PLAN.findall(plans)]) for row, plans in AREA.findall(areas)]
    area, plans = next((area, plans) for area, plans in found if area["AREA_CODE"] == "555")
    assert int(area["STOCK"]) > 0 and plans, area
    plan = next(plan for plan in plans if plan["RATE_PLAN_ID"] == "SU")
    ordered = client.does("DID.ORDER", DID_TYPE="GEOGRAPHIC", AREA_ID=area["AREA_ID"], RATE_PLAN_ID="SU", QUANTITY="1",
                          TITLE='Front > "desk" & more')
    (did,) = [attributes(row) for row in DID.findall(ordered)]
    assert did["MONTHLY100"] == plan["MONTHLY100"] and int(plan["SETUP100"]) >= 0, (did, plan)
    assert did["TITLE"] == 'Front > "desk" & more', did
    assert did["SMS_URL"] == "" and did["STATUS"] == "Active", did
    return did["E164"]


def main(base):
    client = Client(base)
    client.fails("SIGNATURE", "DID.LIST", SIGNATURE="0" * 40)
    number = orders(client)
    one = {"FILTER.E164": number}
    client.does("DID.UPDATE", **one, CALL_FORWARD_TYPE="SIP_URI", CALL_FORWARD_TO="$[E164]$@10.0.0.1:5080")
    (did,) = [attributes(row) for row in DID.findall(client.does("DID.LIST", **one))]
    assert did["CALL_FORWARD_TO"] == "$[E164]$@10.0.0.1:5080", did
    moved = client.does("DID.MOVE", E164=number, TO_ACCOUNT_NUMBER="1234567895")
    assert attributes(DID.findall(moved)[0])["ACCOUNT_NUMBER"] == "1234567895", moved
    client.fails("DID not found.", "DID.CANCEL", E164=number)
    client.does("DID.CANCEL", E164=number, ACCOUNT_NUMBER="1234567895")
    opened = VALUE.search(client.does("SUBACCOUNT.CREATE", TITLE="a client"))
    assert opened and opened.group(1) == "ACCOUNT_NUMBER" and len(opened.group(2)) == 10, opened
    client.does("SUBACCOUNT.DELETE", ACCOUNT_NUMBER=opened.group(2))
    asked = VALUE.search(client.does("DIAL.CONNECT", PHONENUMBER="13055550177", DESTPHONENUMBER="12125550199"))
    assert asked and asked.group(1) == "REQUESTID", asked
    status = RESULT.search(client.does("DIAL.GETSTATUS", REQUESTID=asked.group(2))).group(1)
    assert status == "INIT", status
    balance = RESULT.search(client.does("ACCOUNT.GETBALANCE")).group(1)
    assert re.fullmatch(r"\d+\.\d\d", balance), balance
    print("known parsers of Anveo's answers: everything as it should be")


if __name__ == "__main__":
    main(sys.argv[1])
