"""Searches, orders, routes, writes from, reports and removes through PyPI Ifbyphone-API-Module 0.0.5, unmodified.

    pip install -r requirements.txt
    tandem demo &
    python test_ifbyphone.py http://127.0.0.1:8080

Ends with 0 when everything was as it should be. The library was written for Python 2: its modules import each other
by their bare names, so that its directories are put where Python looks. It keeps the parameters of all calls in one
dictionary, so that each call carries those of the calls before it: whoever answers has to pass over what is not its own.
"""

import datetime
import importlib.util
import re
import sys
from pathlib import Path

HOME = Path(importlib.util.find_spec("Ifbyphone").origin).parent
sys.path[:0] = [str(HOME), str(HOME / "api")]

from base import IfbyphoneApiBase as ByModule  # noqa: E402
from client import IfbyphoneClient, IfbyphoneApiBase  # noqa: E402

TELEPHONE = "3055550144"
WRITER = "8574884828"
READER = "8577884821"


def made(key, base):
    """The library has no setting for another address, but keeps it where it can be changed."""
    for each in (ByModule, IfbyphoneApiBase):
        each.base_url = f"{base}/"
    return IfbyphoneClient(key)


def done(answer):
    assert "<result>success</result>" in answer, answer
    return answer


def failed(why, answer):
    assert "<result>failed</result>" in answer and why in answer, f"expected {why!r}, got {answer}"


def inside(name, answer):
    found = re.findall(f"<{name}>([^<]*)</{name}>", answer)
    assert found, f"no {name} in {answer}"
    return found


def numbers(client):
    found = inside("number", done(client.numbers.search(type="local", quantity=5, value="555")))
    assert len(found) == 5 and all(number.startswith("555") for number in found), found
    # It goes on saying value=555, which an order has no use for.
    ordered = done(client.numbers.order(type="local", quantity=2, search="555222", fill_quantity=1, order_slot=1))
    assert inside("quantity", ordered) == ["2"], ordered
    own = inside("number", ordered)
    assert all(number.startswith("555222") for number in own), own
    listed = inside("phone_number", client.routing.numbers("xml"))
    assert set(own) <= set(listed), listed
    assert inside("item_id", done(client.addons.list())) == ["3", "6", "17", "18"]
    return own


def routes(client, number):
    done(client.routing.configure(phone_number=number, routing_type="transfer", parameter1=TELEPHONE,
                                  record_call=0, record_warning=3, description="Front desk"))
    label = done(client.routing.update_lable(phone_number=number, description="Sales"))
    assert inside("result_description", label) == ["phone number description updated"], label
    assert f"Sales,{number}" in client.routing.numbers("csv").splitlines()
    client.routing.numbers("xml")


def findme(client, number):
    made = done(client.findme.create(name="Sales team", numbers="3055550101,3055550102", simul=2, timeout=20))
    team = inside("findme_id", made)[0]
    assert inside("phone_number", client.findme.get_phone_list(team)) == ["3055550101", "3055550102"]
    done(client.findme.add_number(findme_id=team, phone_number="3055550103"))
    done(client.findme.delete_number(findme_id=team, findme_number_id=1))
    assert inside("phone_number", client.findme.get_phone_list(team)) == ["3055550102", "3055550103"]
    done(client.routing.configure(phone_number=number, routing_type="findme", parameter1=team))
    failed("is in use by number", client.findme.delete(team))
    done(client.routing.configure(phone_number=number, routing_type="transfer", parameter1=TELEPHONE))
    done(client.findme.delete(team))


def texts(client):
    registered = done(client.sms.register_number(number=WRITER, url="http://example.com/in"))
    assert f"[{WRITER}] Registered" in registered, registered
    message = inside("msg_id", done(client.sms.send(to=READER, from_=WRITER, message="hello")))[0]
    assert inside("message", client.sms.get_message(message)) == ["hello"]
    today = datetime.datetime.now(datetime.timezone.utc).date()
    day = datetime.timedelta(days=1)
    span = {"start_date": str(today - day), "end_date": str(today + day)}
    assert message in inside("msg_id", client.sms.get_messages(number=WRITER, **span))
    done(client.sms.delete_message(message))
    failed("Message not found", client.sms.get_message(message))


def reports(client):
    rows = client.report.call_detail(start_date="20140330", end_date="20140330", format="csv", ani=1, dnis=1,
                                     call_transfer_status=1).splitlines()
    assert rows[0] == "dnis,ani,call_transfer_status", rows
    assert "8574884828,5551112222,Answered" in rows, rows


def main(base):
    client = made("foo", base)
    failed("Invalid api_key", made("wrong", base).addons.list())
    own = numbers(client)
    routes(client, own[0])
    findme(client, own[0])
    texts(client)
    reports(client)
    for number in own:
        done(client.numbers.remove(number))
    failed("Number not found", client.numbers.remove(own[0]))
    print("Ifbyphone-API-Module 0.0.5: everything as it should be")


if __name__ == "__main__":
    main(sys.argv[1])
