#!/usr/bin/env python3
"""Logs telephones in at Kamailio, as sub-accounts that VoIP.ms's API made, and calls one.

    cargo build -p tandem
    integrations/tests/registers.py --tandem target/debug/tandem

Needs kamailio with its modules, and sipp; no Python packages. Starts a demo, Kamailio twice (the registrar and the edge of
integrations/kamailio) and a telephone that is picked up. Checks who is let in and who is not, what getRegistrationStatus
shows, that a call to a number rings where its sub-account is logged in, and what becomes of one where nobody is. All of
it is on 127.0.0.1, at ports from --port on. Ends with 0 when everything was as it should be.
"""

import hashlib
import re
import socket
import time

import peers
from dialects import Shop

REALM = "tandem"
PASSWORD = "a-Str0ng.one"
# The point of presence that the registrar is.
POP = "5"
# A number of the demo that a VoIP.ms order names.
NUMBER = "5552223310"
# Seconds that an answer, or what follows from it, may take on a loaded machine.
PATIENCE_SECONDS = 5
DIAL_SECONDS = 5

# What createSubAccount must be told besides a name and a password.
PLAIN = {"protocol": 1, "auth_type": 1, "device_type": 2, "lock_international": 1, "international_route": 1,
         "music_on_hold": "default", "allowed_codecs": "ulaw", "dtmf_mode": "auto", "nat": "yes", "max_expiry": 600}


class Telephone:
    """The part of a telephone that logs in (RFC 3261 §10, RFC 2617)."""

    def __init__(self, login, port, registrar_port, contact_port):
        self.login, self.port, self.registrar = login, port, (peers.HOST, registrar_port)
        self.contact = f"<sip:{login}@{peers.HOST}:{contact_port}>"
        self.calls, self.call = 0, f"{login}-{port}"

    def says(self, expires, contact=None, password=PASSWORD):
        """Registers, for so many seconds: the status of the last answer."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.bind((peers.HOST, self.port))
            line.settimeout(PATIENCE_SECONDS)
            answer = self.asks(line, expires, contact, "")
            if not answer.startswith("SIP/2.0 401"):
                return int(answer.split()[1])
            nonce = re.search(r'nonce="([^"]+)"', answer).group(1)
            return int(self.asks(line, expires, contact, self.proof(nonce, password)).split()[1])

    def proof(self, nonce, password):
        def digest(*parts):
            return hashlib.md5(":".join(parts).encode()).hexdigest()

        uri = f"sip:{REALM}"
        response = digest(digest(self.login, REALM, password), nonce, digest("REGISTER", uri))
        return (f'Authorization: Digest username="{self.login}", realm="{REALM}", nonce="{nonce}", uri="{uri}", '
                f'response="{response}", algorithm=MD5\r\n')

    def asks(self, line, expires, contact, proof):
        self.calls += 1
        message = (
            f"REGISTER sip:{REALM} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {peers.HOST}:{self.port};branch=z9hG4bK-{self.call}-{self.calls}\r\n"
            f"Max-Forwards: 70\r\nFrom: <sip:{self.login}@{REALM}>;tag={self.port}\r\n"
            f"To: <sip:{self.login}@{REALM}>\r\nCall-ID: {self.call}\r\nCSeq: {self.calls} REGISTER\r\n"
            f"Contact: {contact or self.contact}\r\nExpires: {expires}\r\nUser-Agent: A telephone\r\n{proof}"
            "Content-Length: 0\r\n\r\n"
        )
        line.sendto(message.encode(), self.registrar)
        return line.recv(65_535).decode()


class Checks:
    """What was tried, a line for each."""

    def __init__(self):
        self.failed = 0

    def __call__(self, what, found, wanted):
        """Holds what a look finds against what it should, again and again until it does or patience ends."""
        last = time.monotonic() + PATIENCE_SECONDS
        while (seen := found()) != wanted and time.monotonic() < last:
            time.sleep(0.1)
        is_right = seen == wanted
        self.failed += not is_right
        print("ok     " if is_right else "FAILED ", what, "" if is_right else f": {seen}, not {wanted}", flush=True)


def everything(tandem, port, work):
    names = ["tandem", "edge", "registrar", "caller", "desk", "line"]
    ports = {name: port + place for place, name in enumerate(names)}
    check = Checks()
    with peers.Peers(work) as programs:
        registrar = f"{peers.HOST}:{ports['registrar']}"
        programs.tandem(tandem, ports["tandem"], work / "data", "--registrar", registrar)
        programs.registrar(ports["registrar"], ports["tandem"], POP)
        programs.kamailio(ports["edge"], ports["tandem"])
        programs.telephone("desk", ports["desk"])
        shop = Shop(f"http://{peers.HOST}:{ports['tandem']}")

        def makes(name, **more):
            return shop.voipms("createSubAccount", username=name, password=PASSWORD, **PLAIN, **more)["account"]

        def status(login):
            found = shop.voipms("getRegistrationStatus", account=login)
            rows = found["registrations"]
            places = [(row["server_pop"], f"{row['register_ip']}:{row['register_port']}", row["register_transport"])
                      for row in rows]
            return found["registered"], places

        desk = makes("Desk")
        phone = Telephone(desk, ports["line"], ports["registrar"], ports["desk"])
        there = ("yes", [(POP, f"{peers.HOST}:{ports['line']}", "UDP")])
        nobody = ("no", [])
        number = shop.order_voipms(NUMBER, dialtime=DIAL_SECONDS, routing=f"account:{desk}")

        def call(expected):
            try:
                peers.call(work, number, ports["caller"], ports["edge"], expected)
                return expected
            except AssertionError as why:
                return str(why)

        check("a wrong password", lambda: phone.says(600, password="a-Wr0ng.one"), 401)
        check("logs nobody in", lambda: status(desk), nobody)
        check("and a call finds nobody", lambda: call(480), 480)
        check("the right one", lambda: phone.says(600), 200)
        check("is shown with its point of presence", lambda: status(desk), there)
        check("and the call is picked up", lambda: call(200), 200)
        check("it says so again", lambda: phone.says(3600), 200)
        check("and is there once", lambda: status(desk), there)
        check("it goes", lambda: phone.says(0, contact="*"), 200)
        check("and is seen no more", lambda: status(desk), nobody)
        check("and a call finds nobody", lambda: call(480), 480)

        elsewhere = makes("Away", ip_restriction="192.0.2.0/24", enable_ip_restriction=1)
        other_pop = makes("Other", pop_restriction="16", enable_pop_restriction=1)
        secret = makes("Secret", sip_traffic=1)
        for why, login in {"from another network only": elsewhere, "at another point of presence only": other_pop,
                           "encrypted only": secret}.items():
            phone = Telephone(login, ports["line"], ports["registrar"], ports["desk"])
            check(why, phone_says(phone), 403)
            check("and nobody is logged in", lambda login=login: status(login), nobody)
        here = makes("Here", ip_restriction="127.0.0.0/8", enable_ip_restriction=1, pop_restriction=POP,
                     enable_pop_restriction=1)
        check("from where it may", phone_says(Telephone(here, ports["line"], ports["registrar"], ports["desk"])), 200)
        check("it is logged in", lambda: status(here), there)
        if check.failed:
            print(programs.said("registrar"))
    return check.failed


def phone_says(phone):
    return lambda: phone.says(600)


if __name__ == "__main__":
    peers.run(__doc__, 18210, everything, "checks failed")
