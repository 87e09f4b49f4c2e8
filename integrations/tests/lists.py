#!/usr/bin/env python3
"""Places calls with sipp through a Kamailio that asks nobody: it goes by the tables of `tandem export routes`.

    cargo build -p tandem
    integrations/tests/lists.py --tandem target/debug/tandem

Needs what calls.py needs. Orders numbers of a demo, writes the tables, and calls each number by drouting and by dispatcher: who
is listed rings without anybody being asked, everybody else is redirected by Tandem's own server. All of it is on 127.0.0.1, at
ports from --port on. Ends with 0 when everything was as it should be.
"""

import subprocess

import peers
from dialects import Shop

# Numbers of the demo that VoIP.ms orders name: 5552223360 and on.
FIRST = 5_552_223_360
# Who is called a moment and no longer.
RING_SECONDS = 2


def order(shop, did, **settings):
    """A number whose calls cost nothing: its months are paid for."""
    shop.voipms("orderDID", did=did, pop=5, cnam=0, billing_type=2, dialtime=20, **settings)
    return str(did)


def export(tandem, data, lists, ask, *more):
    command = [tandem, "export", "routes", lists, "--data", data, "--ask", ask, "--domain", "sip.example.com", *more]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def kamailio(programs, name, port, lists, *more):
    work = programs.work / name
    work.mkdir()
    process = programs.start(name, [
        "kamailio", "-DD", "-E", "-f", peers.HERE.parent / "kamailio" / "lists.cfg", "-w", work, "-Y", work,
        "-P", work / "kamailio.pid", "-m", "64", "-M", "8", "-A", f'LISTS="text://{lists}"',
        "-A", f"LISTEN=udp:{peers.HOST}:{port}", *more,
    ])
    programs.until(name, process, lambda: peers.bound(port))


def everything(tandem, port, work):
    tandem_port, redirect, caller, desk, nobody, engaged, *proxies = range(port, port + 8)
    data, lists, failed = work / "data", work / "lists", 0
    ask = f"{peers.HOST}:{redirect}"

    def judge(name, is_right, otherwise):
        print(f"right  {name}" if is_right else f"FAILED  {name}: {otherwise}", flush=True)
        return 0 if is_right else 1

    with peers.Peers(work) as programs:
        demo = programs.tandem(tandem, tandem_port, data, "--sip", ask)
        logs = {name: programs.telephone(name, at) for name, at in (("desk", desk), ("nobody", nobody), ("busy", engaged))}
        shop = Shop(f"http://{peers.HOST}:{tandem_port}")
        to = shop.addresses({
            "desk": f"desk@{peers.HOST}:{desk}",
            "pbx": f"{{e164}}@{peers.HOST}:{desk}",
            "nobody": f"{{national}}@{peers.HOST}:{nobody}",
            "engaged": f"engaged@{peers.HOST}:{engaged}",
        })
        hunt = shop.voipms("setCallHunting", description="in turn", music="default", recording="default", language="en",
                           order="follow", members=f"{to['nobody']};{to['desk']}", ring_time=f"{RING_SECONDS};20",
                           press="0;0")["call_hunting"]
        places = iter(range(FIRST, FIRST + 10))
        written = order(shop, next(places), routing=to["desk"])
        called = order(shop, next(places), routing=to["pbx"])
        alike = order(shop, next(places), routing=to["pbx"])
        asked = order(shop, next(places), routing=to["engaged"], failover_noanswer=to["desk"])
        hunted = order(shop, next(places), routing=f"hunt:{hunt}")
        busy = order(shop, next(places), routing="sys:busy")
        costs = str(next(places))
        shop.voipms("orderDID", did=costs, pop=5, cnam=0, billing_type=1, dialtime=20, routing=to["desk"])
        said = export(tandem, data, lists, ask)
        print(said, flush=True)
        sets = (lists / "dispatcher.list").read_text()
        failed += judge("who rings alike has one list", sets.count(";strip=0") == 1, sets)
        again = subprocess.run([tandem, "export", "routes", lists, "--data", data, "--ask", ask, "--domain", "a"],
                               check=False, capture_output=True)
        failed += judge("what is there is not written over", again.returncode == 1, again)
        export(tandem, data, lists, ask, "--replace")
        by_dispatcher = ["-A", f'DISPATCHER="{lists}/dispatcher.list"', "-A", f'ASK="{ask}"']
        for name, proxy, more in zip(("drouting", "dispatcher"), proxies, ([], by_dispatcher)):
            kamailio(programs, name, proxy, lists, *more)

        def place(name, number, status, *rang):
            nonlocal failed
            for how, proxy in zip(("drouting", "dispatcher"), proxies):
                before = {who: log.read_text() if log.exists() else "" for who, log in logs.items()}
                try:
                    _, took = peers.call(work, number, caller, proxy, status)
                    heard = {who: log.read_text()[len(before[who]):] for who, log in logs.items() if log.exists()}
                    rung = {who for who, text in heard.items() if "rang" in text}
                    assert rung == set(rang), f"{sorted(rung)} rang, not {sorted(rang)}"
                except AssertionError as why:
                    failed += 1
                    print(f"FAILED  {number}  {name}, by {how}: {why}", flush=True)
                else:
                    print(f"{status}  {took:4.1f} s  {number}  {name}, by {how}", flush=True)

        place("a failover of its own is asked about", asked, 200, "busy", "desk")
        place("what costs is asked about", costs, 200, "desk")
        place("busy by its settings", busy, 486)
        place("a number that is not ours", "9075550100", 404)
        peers.end(demo)
        place("an address of its own", written, 200, "desk")
        place("the number at an exchange", called, 200, "desk")
        place("another number there", alike, 200, "desk")
        place("with the country code", f"1{alike}", 200, "desk")
        place("one after the other", hunted, 200, "nobody", "desk")
        return failed


if __name__ == "__main__":
    peers.run(__doc__, 18290, everything)
