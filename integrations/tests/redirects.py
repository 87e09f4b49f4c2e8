#!/usr/bin/env python3
"""Places calls with sipp at Tandem's own redirect server, over UDP and TCP.

    cargo build -p tandem
    integrations/tests/redirects.py --tandem target/debug/tandem

Needs sipp; no Python packages, and no switch. Starts a demo that redirects, and a telephone. Checks where each call is
sent and in which order, that somebody answers there, and with what a call is refused that goes nowhere. All of it is on
127.0.0.1, at ports from --port on. Ends with 0 when everything was as it should be.
"""


import peers
from dialects import Shop

# A number that is not the demo's.
NOT_OURS = "9075550100"
# Numbers of the demo that VoIP.ms orders name: 5552223330 and on.
FIRST = 5_552_223_330


def everything(tandem, port, work):
    tandem_port, sip, caller, desk, second = range(port, port + 5)
    with peers.Peers(work) as programs:
        programs.tandem(tandem, tandem_port, work / "data", "--sip", f"{peers.HOST}:{sip}")
        programs.telephone("desk", desk)
        shop = Shop(f"http://{peers.HOST}:{tandem_port}")
        to = shop.addresses({"desk": f"desk@{peers.HOST}:{desk}", "second": f"second@{peers.HOST}:{second}"})
        rings, busy, nowhere = (str(FIRST + place) for place in range(3))
        shop.order_voipms(rings, dialtime=20, routing=to["desk"], failover_noanswer=to["second"])
        shop.order_voipms(busy, dialtime=20, routing="sys:busy")
        shop.order_voipms(nowhere, dialtime=20, routing="none:")
        contacts = f"<sip:desk@{peers.HOST}:{desk}>;q=1.0, <sip:second@{peers.HOST}:{second}>;q=0.9"
        failed = 0
        for transport in ("udp", "tcp"):
            for number, status, wanted in [(rings, 302, contacts), (busy, 486, ""), (nowhere, 480, ""),
                                           (NOT_OURS, 404, "")]:
                try:
                    said, took = peers.call(work, number, caller, sip, status, transport)
                    assert said == wanted, f"{said!r}, not {wanted!r}"
                except AssertionError as why:
                    failed += 1
                    print(f"FAILED  {number}  {transport}: {why}", flush=True)
                else:
                    print(f"{status}  {took:4.1f} s  {number}  {transport}", flush=True)
        # Who is sent to the desk finds it there.
        who, _ = peers.call(work, rings, caller, desk, 200)
        assert who == f"answered by sip:desk@{peers.HOST}:{desk}", who
        return failed


if __name__ == "__main__":
    peers.run(__doc__, 18220, everything)
