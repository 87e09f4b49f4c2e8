#!/usr/bin/env python3
"""Places calls with sipp through Kamailio that a careless switch would send astray.

    cargo build -p tandem
    integrations/tests/astray.py --tandem target/debug/tandem

Needs what calls.py needs. A number that leads to itself, somebody who answers a call by sending it elsewhere; and then, with
a Tandem that hangs, the plans that Kamailio kept: for whom they are, whose number they show, and how long it takes.
All of it is on 127.0.0.1, at ports from --port on. Ends with 0 when everything was as it should be.
"""

import datetime
import signal
import time

import peers
from dialects import Shop

# Numbers of the demo that VoIP.ms orders name: 5552223350 and on.
FIRST = 5_552_223_350
# Who calls.
KNOWN, BLOCKED, STRANGER = "13055550100", "13055550101", "13055550102"
# Seconds that Kamailio would wait for Tandem if it were not told to wait for one.
UNTOLD_SECONDS = 4


class Table:
    """Calls, one after the other, and a line for each."""

    def __init__(self, work, caller_port, proxy_port, desk):
        self.work, self.ports, self.desk, self.failed = work, (caller_port, proxy_port), desk, 0

    def place(self, name, number, status, caller=KNOWN, shows=None, most=None):
        """`shows`: the caller that the desk must have seen; without one, it must not have rung."""
        scenario = (peers.HERE / peers.SCENARIOS.get(status, "refused.xml")).read_text()
        before = self.desk.read_text() if self.desk.exists() else ""
        try:
            _, took = peers.call(self.work, number, *self.ports, status, text=scenario.replace(KNOWN, caller))
            rang = self.desk.read_text()[len(before):] if self.desk.exists() else ""
            assert rang.count("rang") == (shows is not None), f"the desk rang: {rang!r}"
            assert shows is None or f"sip:{shows}@" in rang, f"{rang!r}, not for {shows}"
            assert most is None or took <= most, f"took {took:.1f} s, not {most} at most"
        except AssertionError as why:
            self.failed += 1
            print(f"FAILED  {number}  {name}: {why}", flush=True)
        else:
            print(f"{status}  {took:4.1f} s  {number}  {name}", flush=True)

    def recorded(self, shop, *numbers):
        """A call that comes by several of our numbers is a call to each."""
        day, now = datetime.timedelta(days=1), datetime.datetime.now(datetime.timezone.utc)
        last, found = time.monotonic() + peers.START_SECONDS, []
        while not set(numbers) <= set(found) and time.monotonic() < last:
            time.sleep(0.2)
            rows = shop.voipms("getCDR", date_from=(now - day).date(), date_to=(now + day).date(), timezone=-5,
                               calltype="incoming", answered=1, noanswer=1, busy=1, failed=1)["cdr"]
            found = [row["destination"] for row in rows if row["disposition"] == "ANSWERED"]
        if not set(numbers) <= set(found):
            self.failed += 1
            print(f"FAILED  {found} left a record, not each of {numbers}", flush=True)


def everything(tandem, port, work):
    tandem_port, proxy, caller, desk, moved = range(port, port + 5)
    with peers.Peers(work) as programs:
        demo = programs.tandem(tandem, tandem_port, work / "data")
        programs.kamailio(proxy, tandem_port)
        table = Table(work, caller, proxy, programs.telephone("desk", desk))
        programs.telephone("moved", moved)
        shop = Shop(f"http://{peers.HOST}:{tandem_port}")
        itself, elsewhere, open_to_all, filtered, onwards = (str(FIRST + place) for place in range(5))
        to = shop.addresses({
            "desk": f"desk@{peers.HOST}:{desk}",
            "moved": f"moved@{peers.HOST}:{moved}",
            "itself": f"{itself}@{peers.HOST}:{proxy}",
            "open_to_all": f"{open_to_all}@{peers.HOST}:{proxy}",
        })
        shop.order_voipms(itself, dialtime=5, routing=to["itself"], failover_unreachable=to["desk"])
        shop.order_voipms(elsewhere, dialtime=5, routing=to["moved"])
        shop.order_voipms(open_to_all, dialtime=5, routing=to["desk"])
        shop.order_voipms(onwards, dialtime=5, routing=to["open_to_all"])
        shop.order_voipms(filtered, dialtime=5, routing=to["desk"])
        shop.voipms("setCallerIDFiltering", callerid=BLOCKED[1:], did=filtered, routing="sys:busy")

        table.place("a number that leads to itself", itself, 482)
        table.place("who is sent elsewhere is not", elsewhere, 480)
        table.place("by way of another of ours", onwards, 200, shows=KNOWN[1:])
        table.recorded(shop, onwards, open_to_all)
        table.place("open to all", open_to_all, 200, shows=KNOWN[1:])
        table.place("not blocked", filtered, 200, shows=KNOWN[1:])
        table.place("blocked", filtered, 486, BLOCKED)
        table.place("blocked, with a parameter", filtered, 486, f"{BLOCKED};cpc=ordinary")

        print("-- Tandem hangs; Kamailio remembers", flush=True)
        demo.send_signal(signal.SIGSTOP)
        try:
            table.place("shown as who calls, and at once", open_to_all, 200, STRANGER, shows=STRANGER,
                        most=UNTOLD_SECONDS)
            table.place("by its other name", f"1{open_to_all}", 200, STRANGER, shows=STRANGER)
            table.place("blocked still", filtered, 486, BLOCKED)
            table.place("let in still", filtered, 200, shows=KNOWN)
            table.place("who may be blocked", filtered, 503, STRANGER)
            said = (work / "kamailio.out").read_text(errors="replace")
            if "Tandem answered 0 " not in said:
                table.failed += 1
                print("FAILED  Kamailio asks on and on", flush=True)
        finally:
            demo.send_signal(signal.SIGCONT)
        # Kamailio asks again five seconds after the last time in vain.
        time.sleep(6)
        table.place("Tandem is there again", filtered, 200, STRANGER, shows=STRANGER[1:])
        if table.failed:
            print(programs.said("kamailio"))
    return table.failed


if __name__ == "__main__":
    peers.run(__doc__, 18270, everything)
