#!/usr/bin/env python3
"""Places calls with sipp through Kamailio to numbers that were ordered through each dialect.

    cargo build -p tandem
    integrations/tests/calls.py --tandem target/debug/tandem

Needs kamailio with its JSON and utility modules, and sipp; no Python packages. Starts a demo, Kamailio with the
configuration in integrations/kamailio, and telephones: one that is picked up, one that is busy, one where nobody
comes; a fourth is not there. Checks who answered, who rang before, how long it took and what it cost, with Tandem up
and, for everything that Kamailio heard of while it was, with Tandem gone. All of it is on 127.0.0.1, at ports
from --port on. Ends with 0 when everything was as it should be.
"""

import datetime
import subprocess
import time
from dataclasses import dataclass
from decimal import Decimal

import peers
from dialects import Shop

# Seconds that a telephone of these numbers rings before the call goes on.
DIAL_SECONDS = 2
# Seconds that Kamailio waits for any sign of life: `fr_timer` in its configuration.
SILENCE_SECONDS = 4
# Seconds that a loaded machine may add to a call.
PATIENCE_SECONDS = 5

# A number outside, which the carrier answers.
OUTSIDE = "3055550199"
# One abroad.
ABROAD = "442071234567"
# A number that is not the demo's.
NOT_OURS = "9075550100"
# As many calls at once as run out of time together, and the seconds that they last.
CROWD = 40
MOMENT_SECONDS = 2
# Numbers of the demo that VoIP.ms orders name: 5552223300 and on.
FIRST = 5_552_223_300


@dataclass
class Case:
    """A call to one number, and what must come of it."""

    name: str
    number: str
    status: int = 200
    rang: tuple = ()
    # The least seconds that it takes.
    seconds: int = 0


def ordered_as_voipms(shop, to):
    """Numbers that VoIP.ms set up alone: `orderDID` with its failovers, `setSIPURI` for where they ring."""
    wanted = [
        ("picked up", {"routing": "desk"}, 200, ("desk",), 0),
        ("busy, then picked up", {"routing": "busy", "busy": "desk"}, 200, ("busy", "desk"), 0),
        ("nobody comes, then picked up", {"routing": "nobody", "noanswer": "desk"}, 200, ("nobody", "desk"),
         DIAL_SECONDS),
        ("not there, then picked up", {"routing": "gone", "unreachable": "desk"}, 200, ("desk",), 0),
        ("a chain of four", {"routing": "busy", "busy": "nobody", "noanswer": "gone", "unreachable": "desk"}, 200,
         ("busy", "nobody", "desk"), DIAL_SECONDS),
        ("busy, and nothing else", {"routing": "busy"}, 486, ("busy",), 0),
        ("the wrong failover", {"routing": "busy", "noanswer": "desk"}, 486, ("busy",), 0),
        ("sys:busy", {"routing": "sys:busy"}, 486, (), 0),
    ]
    for place, (name, routes, status, rang, seconds) in enumerate(wanted):
        settings = {key if key == "routing" else f"failover_{key}": to.get(at, at) for key, at in routes.items()}
        number = shop.order_voipms(str(FIRST + place), dialtime=DIAL_SECONDS, **settings)
        yield Case(f"VoIP.ms: {name}", number, status, rang, seconds)


def ordered_elsewhere(shop, desk):
    """A number from each of the other dialects, sent to a telephone at that port by its own functions."""
    orders = {"Anveo": shop.order_anveo, "api19": shop.order_api19, "DialogTech": shop.order_dialogtech}
    for dialect, order in orders.items():
        yield Case(f"{dialect}: where its own call said", order(peers.HOST, desk), 200, ("desk",))


def left_behind(shop, cases):
    """Holds each call against its record: how it ended, and that whoever was answered pays for the step begun."""
    day = datetime.timedelta(days=1)
    now = datetime.datetime.now(datetime.timezone.utc)
    ends = {200: ("ANSWERED", "0.00100000"), 486: ("BUSY", "0.00000000")}
    wanted = {case.number: ends[case.status] for case in cases}
    last = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = shop.voipms("getCDR", date_from=(now - day).date(), date_to=(now + day).date(), timezone=-5,
                            calltype="incoming", answered=1, noanswer=1, busy=1, failed=1)["cdr"]
        rows = {row["destination"]: (row["disposition"], row["total"]) for row in found}
        wrong = {number: (rows.get(number), end) for number, end in wanted.items() if rows.get(number) != end}
        if not wrong or time.monotonic() > last:
            break
        time.sleep(0.2)
    for number, (is_, should) in wrong.items():
        print(f"FAILED  {number}  left behind {is_}, not {should}", flush=True)
    print(f"{len(wanted) - len(wrong)} of {len(wanted)} calls left the record that they should", flush=True)
    return len(wrong)


def left(shop):
    return Decimal(shop.voipms("getBalance")["balance"]["current_balance"])


def kept_out(admin, shop, table, talker_port, desk, other):
    """One call at once, and money for six seconds of it: what comes beside it, and what comes behind it."""
    account = next(row.split()[0] for row in admin("account", "list").splitlines() if "demo@example.com" in row)
    balance = left(shop)
    change = Decimal("0.001") - balance
    admin("account", "adjust", account, str(change), "--note", "six seconds")
    admin("account", "limit", account, "--channels", "1")
    # Balances and limits that another process changed are heard of within a quarter of a second.
    time.sleep(1)
    rang = table.rings()["desk"]
    began = time.monotonic()
    talks = peers.talk(table.work, desk, talker_port, table.ports[1])
    peers.wait_for(lambda: table.rings()["desk"] > rang, "the desk rings")
    table.place(Case("one call at once, and no second", other, 486))
    ended = talks.wait(peers.CALL_SECONDS)
    took = time.monotonic() - began
    table.judge("hung up on before six seconds cost more", desk, ended == 0 and 3 <= took <= 6 + PATIENCE_SECONDS,
                f"sipp ended with {ended} after {took:.1f} s")
    # Its record has been charged, and nothing is left; a machine that was held up may have hung up late.
    peers.wait_for(lambda: left(shop) <= 0, "the record is charged")
    time.sleep(1)
    table.place(Case("no money left", desk, 403))
    admin("account", "limit", account, "--channels", "none")
    admin("account", "top-up", account, str(balance))
    time.sleep(1)
    table.place(Case("paid in again", desk, 200, ("desk",)))


def over_together(programs, table, ports, number, legs):
    """A crowd of calls whose time is over at once: each is hung up on and reported, however fast its sides answer the BYE.
    They are made by a Kamailio that lets none last longer than a moment."""
    allowed, moment = "$var(seconds) = $(dlg_var(lasts){s.int});", f"$var(seconds) = {MOMENT_SECONDS};"
    configuration = (peers.CONFIGURATIONS / "kamailio.cfg").read_text()
    assert allowed in configuration, "kamailio.cfg says elsewhere how long a call lasts"
    hasty = table.work / "hasty.cfg"
    hasty.write_text(configuration.replace(allowed, moment))
    programs.proxy("hasty", hasty, ports["hasty"], ports["tandem"])
    before = len(legs(number))
    talks = peers.talk(table.work, number, ports["talker"], ports["hasty"], CROWD)
    ended = talks.wait(peers.CALL_SECONDS)
    last = time.monotonic() + peers.START_SECONDS
    while len(legs(number)) < before + CROWD and time.monotonic() < last:
        time.sleep(0.2)
    reported = len(legs(number)) - before
    table.judge("each of a crowd whose time was over is reported", number, ended == 0 and reported == CROWD,
                f"sipp ended with {ended}, {reported} of {CROWD} were reported")


def forwarded_outside(admin, shop, table, number, legs):
    """A number that is forwarded to one outside, by the carrier: both ways are recorded and paid for."""
    admin("plan", "set", "PERMINUTE", "--monthly", "0.85", "--minute", "0.01", "--outward", "1=0.02")
    forwarding = shop.voipms("setForwarding", phone_number=OUTSIDE)["forwarding"]
    shop.order_voipms(number, routing=f"fwd:{forwarding}", dialtime=DIAL_SECONDS)
    table.place(Case("forwarded outside", number, 200, ("carrier",)))

    expected = sorted([("13055550100", "0.001"), (f"+1{OUTSIDE}", "0.002")])
    last = time.monotonic() + PATIENCE_SECONDS
    while legs(number) != expected and time.monotonic() < last:
        time.sleep(0.2)
    table.judge("its way in and its way out are paid for", number, legs(number) == expected, legs(number))


def sent_to_the_carrier(shop, table, port, number):
    """A SIP address at the carrier's own host is a number outside, and held to the rules of one."""
    for user, status, rang in ((OUTSIDE, 200, ("carrier",)), (ABROAD, 403, ()), ("desk", 480, ())):
        to = shop.addresses({user: f"{user}@{peers.HOST}:{port}"})
        shop.voipms("setDIDRouting", did=number, routing=to[user])
        table.place(Case(f"a SIP address at the carrier's: {user}", number, status, rang))


def called_alike(shop, table, ports, number, legs):
    """Calls that their callers gave one name, or a name that is longer than is kept: each is paid for."""
    def paid():
        return len([leg for leg in legs(number) if leg == ("13055550100", "0.001")])

    before = paid()
    # sipp answers to a name once, so that two telephones have to.
    to = shop.addresses({"desk": f"desk@{peers.HOST}:{ports['desk']}",
                         "carrier": f"{OUTSIDE}@{peers.HOST}:{ports['carrier']}"})
    for call_id, rang in (("alike@example.com", "desk"), ("alike@example.com", "carrier"),
                          ("%u" + "long" * 100 + "@example.com", "desk")):
        shop.voipms("setDIDRouting", did=number, routing=to[rang])
        table.place(Case(f"a call named {call_id[:20]}", number, 200, (rang,)), call_id=call_id)
    last = time.monotonic() + PATIENCE_SECONDS
    while paid() < before + 3 and time.monotonic() < last:
        time.sleep(0.2)
    table.judge("each of them is paid for", number, paid() == before + 3, legs(number))


class Table:
    """Calls, one after the other, and a line for each."""

    def __init__(self, work, caller_port, proxy_port, telephones):
        self.work, self.ports, self.telephones, self.failed = work, (caller_port, proxy_port), telephones, 0

    def judge(self, name, number, is_right, otherwise):
        if is_right:
            print(f"right        {number}  {name}", flush=True)
        else:
            self.failed += 1
            print(f"FAILED  {number}  {name}: {otherwise}", flush=True)

    def rings(self):
        """How often each telephone has rung."""
        logs = {name: log for name, (log, _) in self.telephones.items()}
        return {name: log.read_text().count("rang") if log.exists() else 0 for name, log in logs.items()}

    def place(self, case, **more):
        before = self.rings()
        try:
            who, took = peers.call(self.work, case.number, *self.ports, case.status, **more)
            after = self.rings()
            rang = {name for name in after if after[name] > before[name]}
            assert rang == set(case.rang), f"{sorted(rang)} rang, not {sorted(case.rang)}"
            if case.status == 200:
                answerer = f"@{peers.HOST}:{self.telephones[case.rang[-1]][1]}"
                assert who.endswith(answerer), f"{who} answered, not {answerer}"
            most = 2 * case.seconds + 2 * SILENCE_SECONDS + PATIENCE_SECONDS
            assert case.seconds <= took <= most, f"took {took:.1f} s, not {case.seconds} to {most}"
        except AssertionError as why:
            self.failed += 1
            print(f"FAILED  {case.number}  {case.name}: {why}", flush=True)
        else:
            print(f"{case.status}  {took:4.1f} s  {case.number}  {case.name}", flush=True)


def everything(tandem, port, work, events):
    ports = {name: port + place for place, name in enumerate(
        ["tandem", "kamailio", "caller", "desk", "busy", "nobody", "gone", "evapi", "talker", "carrier", "hasty"])}
    evapi = ports["evapi"] if events else None
    listens = ("--evapi", f"{peers.HOST}:{evapi}") if events else ()
    listens += ("--carrier", f"{peers.HOST}:{ports['carrier']}")
    with peers.Peers(work) as programs:
        demo = programs.tandem(tandem, ports["tandem"], work / "data", *listens)
        programs.kamailio(ports["kamailio"], ports["tandem"], evapi, emergency_port=ports["desk"])
        there = ("desk", "busy", "nobody")
        telephones = {name: (programs.telephone(name, ports[name]), ports[name]) for name in there}
        # Whoever is called outside is picked up as the desk is.
        telephones["carrier"] = programs.telephone("desk", ports["carrier"], "carrier"), ports["carrier"]
        table = Table(work, ports["caller"], ports["kamailio"], telephones)

        shop = Shop(f"http://{peers.HOST}:{ports['tandem']}")
        to = shop.addresses({name: f"{name}@{peers.HOST}:{ports[name]}" for name in (*there, "gone")})
        cases = list(ordered_as_voipms(shop, to))
        cases.extend(ordered_elsewhere(shop, ports["desk"]))
        emergency = Case("an emergency, by no rule of a customer", "911", 200, ("desk",))
        for case in [*cases, emergency, Case("not ours", NOT_OURS, 404)]:
            table.place(case)
        table.failed += left_behind(shop, [case for case in cases if case.name.startswith("VoIP.ms")])
        assert not (events and peers.asked_by_http(ports["tandem"])), "asked by HTTP too"
        def admin(*words):
            done = subprocess.run([tandem, "admin", "--data", work / "data", *words], check=True, capture_output=True)
            return done.stdout.decode()

        def legs(number):
            return peers.legs(tandem, work / "data", number)

        forwarded_outside(admin, shop, table, str(FIRST + 20), legs)
        sent_to_the_carrier(shop, table, ports["carrier"], str(FIRST + 20))
        called_alike(shop, table, ports, str(FIRST + 20), legs)
        over_together(programs, table, ports, cases[0].number, legs)
        kept_out(admin, shop, table, ports["talker"], cases[0].number, cases[1].number)
        given_back = cases.pop(0).number
        shop.voipms("cancelDID", did=given_back)
        table.place(Case("given back", given_back, 404))

        print("-- Tandem is ended; Kamailio remembers", flush=True)
        demo.kill()
        demo.wait()
        for case in [*cases, emergency, Case("given back", given_back, 503), Case("never heard of", NOT_OURS, 503)]:
            table.place(case)
        if table.failed:
            print(programs.said("kamailio"))
    subprocess.run([tandem, "doctor", "--data", work / "data"], check=True)
    return table.failed


if __name__ == "__main__":
    events = {"action": "store_true", "help": "Kamailio asks by events (evapi), not over HTTP"}
    peers.run(__doc__, 18200, everything, events=events)
