"""Searches, orders, routes, groups, records, writes from, reports and removes through PyPI Ifbyphone-API-Module 0.0.5, unmodified.

    pip install -r requirements.txt
    tandem demo &
    python test_ifbyphone.py http://127.0.0.1:8080

Ends with 0 when everything was as it should be. The library was written for Python 2: its modules import each other
by their bare names, so that its directories are put where Python looks. It keeps the parameters of all calls in one
dictionary, so that each call carries those of the calls before it: whoever answers has to pass over what is not its own.
"""

import base64
import datetime
import importlib.util
import io
import re
import sys
import wave
from pathlib import Path

HOME = Path(importlib.util.find_spec("Ifbyphone").origin).parent
sys.path[:0] = [str(HOME), str(HOME / "api")]

from api.broadcast import Broadcast  # noqa: E402
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


def groups(client):
    group = inside("group_id", done(client.group.create("Neighbours")))[0]
    jane = inside("member_id", done(client.group.member_add(group_id=group, member_name="Jane", member_phone=TELEPHONE,
                                                            member_email="jane@example.com")))[0]
    assert inside("member_email", client.group.details(group)) == ["jane@example.com"]
    done(client.group.rename(group_id=group, name="Newspapers"))
    assert "Newspapers" in inside("group_name", client.group.list())
    done(client.group.member_remove(jane))
    failed("is not in any of your groups", client.group.member_remove(jane))
    done(client.group.member_add(group_id=group, members="3055550101|3055550102"))
    done(client.group.empty(group))
    assert "<record>" not in client.group.details(group)
    done(client.group.remove(group))
    failed("You have no contact group", client.group.details(group))


def registers(client):
    done(client.registernumbers.add(phone=TELEPHONE, description="Desk"))
    assert TELEPHONE in inside("phone", client.registernumbers.list())
    failed("registered number has the number", client.registernumbers.add(phone=TELEPHONE))
    done(client.registernumbers.remove(TELEPHONE))


def locates(client):
    place = {"usr_locator_id": 12, "location_zipcode": "10001", "location_name": "Broadway",
             "location_destination": '{"cmd":"transfer","parameter":"%s"}' % TELEPHONE}
    branch = inside("usr_location_id", done(client.locator.add_location(**place)))[0]
    assert "Broadway" in inside("location_name", client.locator.list_locations(12))
    done(client.locator.update_location(usr_location_id=branch, location_name="Broadway 2"))
    assert inside("location_name", client.locator.location_details(usr_location_id=branch)) == ["Broadway 2"]
    done(client.locator.remove_location(usr_locator_id=12, usr_location_id=branch))


def records(client):
    sound = base64.b64encode(tone()).decode()
    sid = inside("sid", done(client.recordings.upload(type="general", path=f"data:audio/wav;base64,{sound}")))[0]
    # The address of a sound that was sent as itself is too long for the query of later calls.
    client.recordings.options.pop("path")
    assert client.recordings.download(sid=sid, format="wav", sample_rate=8000).startswith("RIFF")
    failed("as it is kept", client.recordings.download(sid=sid, format="mp3"))
    client.recordings.options.pop("format")
    done(client.recordings.remove(sid=sid, delete_now=1))
    failed("File not found", client.recordings.download(sid=sid))


def tone():
    """A tenth of a second of silence, as a switch would play it."""
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(1600))
    return held.getvalue()


def waits(client):
    """What keeps its state and says what it waits for. The client's own conferences end in an error of its own."""
    # The client has no place for it.
    broadcasts = Broadcast(client)
    broadcasts.options.pop("type", None)
    sent = done(broadcasts.schedule(phone_number_list=f"{TELEPHONE}|3055550101", audio_dialog_id=7696,
                                    timestamp="2099-11-30 15:30"))
    broadcast = inside("basic_broadcast_id", sent)[0]
    done(broadcasts.optout(TELEPHONE))
    assert TELEPHONE in inside("phone_number", broadcasts.get_optout())
    status = broadcasts.status(broadcast, "-5")
    assert inside("status", status) == ["scheduled"] and inside("opted_out", status) == ["1"], status
    done(broadcasts.stop(broadcast))
    assert "stopped" in inside("status", broadcasts.history())
    # What this client leaks from call to call is none of what the next one says.
    client.clicktocall.options.pop("type", None)
    assert client.clicktocall._call(type=2, id=WRITER, phone_to_call=TELEPHONE, ref="shop").startswith("Call Waiting")
    client.clicktocall.options.pop("type")
    done(client.verifymenow.verify(verify_id=7, phone_number=TELEPHONE, pin="4711"))
    today = datetime.datetime.now(datetime.timezone.utc).date()
    day = datetime.timedelta(days=1)
    clicks = client.report.clickto(start_date=str(today - day), end_date=str(today + day), ref="shop")
    assert inside("first", clicks) == [WRITER] and inside("status", clicks) == ["waiting"], clicks
    asked = done(client.transcription.create(path="http://example.com/call.wav", type=1))
    assert inside("status", client.transcription.get(id=inside("id", asked)[0])) == ["waiting"]


def main(base):
    client = made("foo", base)
    failed("Invalid api_key", made("wrong", base).addons.list())
    own = numbers(client)
    routes(client, own[0])
    findme(client, own[0])
    texts(client)
    reports(client)
    groups(client)
    registers(client)
    locates(client)
    records(client)
    waits(client)
    for number in own:
        done(client.numbers.remove(number))
    failed("Number not found", client.numbers.remove(own[0]))
    print("Ifbyphone-API-Module 0.0.5: everything as it should be")


if __name__ == "__main__":
    main(sys.argv[1])
