#!/usr/bin/env python3
"""Places calls with sipp through Asterisk, with the configuration in integrations/asterisk, to numbers of a demo.

    cargo build -p tandem
    integrations/tests/asterisk.py --tandem target/debug/tandem --root DIR

DIR is a Debian with Asterisk in it (scripts/asterisk-root makes one); must be run as root, to change into it. Checks
announcements, ringing with failover, ring groups, menus with keys, time conditions, queues, mailboxes, second dial
tones, callbacks, and what is left of it with Tandem gone. All of it is on 127.0.0.1, at ports from --port on. Ends
with 0 when everything was as it should be.
"""

import base64
import datetime
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import peers
from dialects import Shop

HERE = Path(__file__).resolve().parent
CONFIGURATION = HERE.parent / "asterisk"
# Numbers of the demo that VoIP.ms orders name: 5552223360 and on.
FIRST = 5_552_223_360
# A number that the demo's account may call outside.
OUTSIDE = "3055550199"
# Where the Kamailio is that hands calls on.
EDGE = "127.0.0.2"
# Seconds that a telephone rings, and that a menu waits.
DIAL_SECONDS = 2
# Seconds that a caller stays at a mailbox: the standard greeting takes some eight of them.
MESSAGE_SECONDS = 20
MENU_SECONDS = 2
# Milliseconds from the answer to the first key, between keys, and for a pause written as a comma.
FIRST_KEY, NEXT_KEY, PAUSE = 1200, 350, 3000
# Seconds that something may take to show in a log.
PATIENCE_SECONDS = 20

HANGS_UP = """<pause milliseconds="@PAUSE@"/>
  <send retrans="500"><![CDATA[
      BYE [next_url] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      [routes]
      Max-Forwards: 70
      From: "Caller" <sip:13055550100@[local_ip]:[local_port]>;tag=caller[call_number]
      To: <sip:[number]@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: 90 BYE
      Content-Length: 0

    ]]></send>
  <recv response="200"/>"""
IS_HUNG_UP_ON = """<recv request="BYE"/>
  <send><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:]
      [last_Call-ID:]
      [last_CSeq:]
      Content-Length: 0

    ]]></send>"""
KEY = """<send retrans="500"><![CDATA[
      INFO [next_url] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      [routes]
      Max-Forwards: 70
      From: "Caller" <sip:13055550100@[local_ip]:[local_port]>;tag=caller[call_number]
      To: <sip:[number]@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: @PLACE@ INFO
      Content-Type: application/dtmf-relay
      Content-Length: [len]

      Signal=@KEY@
      Duration=160
    ]]></send>
  <recv response="200"/>"""


SPEAKS = '<nop><action><exec rtp_stream="@VOICE@,-1,0"/></action></nop>'


def voice():
    """A second of a low tone, in G.711 µ-law: a square wave of 100 Hz, neither loud nor silence."""
    return (b"\x9a" * 40 + b"\x1a" * 40) * 100


def scenario(keys, stays, speaks=None):
    """A caller who presses these keys, with a pause for each comma; `stays`: until Asterisk hangs up, else so many
    milliseconds; `speaks`: the file of what is said all the time."""
    parts = [f'<pause milliseconds="{FIRST_KEY}"/>']
    for place, key in enumerate(keys):
        if key == ",":
            parts.append(f'<pause milliseconds="{PAUSE}"/>')
        else:
            parts.append(KEY.replace("@PLACE@", str(place + 2)).replace("@KEY@", key))
            if place + 1 < len(keys):
                parts.append(f'<pause milliseconds="{NEXT_KEY}"/>')
    end = IS_HUNG_UP_ON if stays is None else HANGS_UP.replace("@PAUSE@", str(stays))
    text = (HERE / "presses.xml").read_text()
    parts = parts if keys else []
    if speaks is not None:
        text = text.replace("[media_port]", "[rtpstream_audio_port]")
        parts.insert(0, SPEAKS.replace("@VOICE@", str(speaks)))
    return text.replace("@KEYS@", "\n  ".join(parts)).replace("@END@", end)


class Asterisk:
    """Asterisk in its Debian, with our configuration and everything of its own in a directory that goes with it."""

    def __init__(self, programs, root, ports):
        self.programs, self.root = programs, root
        self.home = Path(tempfile.mkdtemp(dir=root / "tmp"))
        self.inside = f"/tmp/{self.home.name}"
        for name in ("etc", "lib", "spool", "run", "log", "messages"):
            (self.home / name).mkdir()
        shutil.copy(CONFIGURATION / "bring-messages", self.home)
        for file in [*CONFIGURATION.glob("*.conf"), *(HERE / "asterisk").glob("*.conf")]:
            text = file.read_text().replace("@WORK@", self.inside)
            for old, new in [("127.0.0.1:8080", f"127.0.0.1:{ports['tandem']}"),
                             ("127.0.0.1:4573", f"127.0.0.1:{ports['agi']}"),
                             ("127.0.0.1:5160", f"127.0.0.1:{ports['asterisk']}"),
                             ("127.0.0.1:5080", f"127.0.0.1:{ports['desk']}"),
                             ("/var/spool/asterisk/tandem", f"{self.inside}/messages"),
                             ("/usr/local/lib/tandem", self.inside),
                             ("@RTP@", str(ports["asterisk"] + 5000)), ("@RTPEND@", str(ports["asterisk"] + 5200))]:
                text = text.replace(old, new)
            (self.home / "etc" / file.name).write_text(text)
        # The demo's main login, whose telephone is the desk.
        with open(self.home / "etc" / "pjsip.conf", "a") as pjsip:
            pjsip.write("\n[100001]\ntype=endpoint\ntransport=transport\ncontext=tandem-emergency\ndisallow=all\n"
                        "allow=ulaw\ndirect_media=no\naors=100001\n[100001]\ntype=aor\n"
                        f"contact=sip:desk@127.0.0.1:{ports['desk']}\n")
            # A Kamailio that hands calls on, at an address of its own.
            pjsip.write("\n[edge]\ntype=endpoint\ntransport=transport\ncontext=tandem-media\ndisallow=all\nallow=ulaw\n"
                        f"direct_media=no\n[edge]\ntype=identify\nendpoint=edge\nmatch={EDGE}\n")
        # The demo's recordings have no sound yet: one of Asterisk's own stands for them.
        sounds = next((root / "usr/share/asterisk/sounds").glob("en_*/vm-goodbye.gsm")).parent
        (sounds / "tandem").mkdir(exist_ok=True)
        shutil.copy(sounds / "vm-goodbye.gsm", sounds / "tandem" / "recording-7567.gsm")

    def start(self):
        run = (f"mount --bind /dev {self.root}/dev && mount -t proc proc {self.root}/proc && "
               f"exec chroot {self.root} asterisk -f -C {self.inside}/etc/asterisk.conf")
        # The mounts are seen by this process alone, and go with it.
        process = self.programs.start("asterisk", ["unshare", "--mount", "sh", "-c", run])
        self.programs.until("asterisk", process, lambda: "Asterisk Ready" in self.said())
        return process

    def said(self):
        return (self.programs.work / "asterisk.out").read_text(errors="replace")

    def close(self):
        shutil.rmtree(self.home, ignore_errors=True)


class Table:
    """Calls, one after the other, and a line for each."""

    def __init__(self, work, ports, asterisk, logs):
        self.work, self.ports, self.asterisk, self.logs, self.failed = work, ports, asterisk, logs, 0

    def rings(self):
        return {name: log.read_text().count("rang") if log.exists() else 0 for name, log in self.logs.items()}

    def check(self, name, what):
        """Checks something that was left behind."""
        try:
            what()
        except AssertionError as why:
            self.failed += 1
            print(f"FAILED  {name}: {why}", flush=True)
        else:
            print(f"ok  {name}", flush=True)

    def place(self, name, number, status=200, keys="", stays=None, rang=(), says=(), silent=(), step=None, host=peers.HOST,
              speaks=False):
        """Calls, and checks who rang and what Asterisk did (`says`: parts of its log, `silent`: what must not be). `step`:
        from which step of the plan on, as a Kamailio says it; `host`: from where."""
        before, heard = self.rings(), len(self.asterisk.said())
        try:
            voice_file = self.work / "voice.ulaw"
            voice_file.write_bytes(voice())
            text = scenario(keys, stays, voice_file if speaks else None) if status == 200 else None
            if step is not None:
                text = text.replace("Max-Forwards:", f"X-Tandem-Step: {step}\n      Max-Forwards:", 1)
            _, took = peers.call(self.work, number, self.ports["caller"], self.ports["asterisk"], status, text=text,
                                 host=host)
            last = time.monotonic() + PATIENCE_SECONDS
            while True:
                log = self.asterisk.said()[heard:]
                who = {known for known, times in self.rings().items() if times > before[known]}
                missing = [part for part in says if part not in log]
                if not missing and who == set(rang):
                    break
                if time.monotonic() > last:
                    tail = "\n".join(log.splitlines()[-40:])
                    raise AssertionError(f"{sorted(who)} rang, not {sorted(rang)}; not in the log: {missing}\n{tail}")
                time.sleep(0.1)
            wrong = [part for part in silent if part in log]
            assert not wrong, f"in the log: {wrong}"
        except AssertionError as why:
            self.failed += 1
            print(f"FAILED  {number}  {name}: {why}", flush=True)
        else:
            print(f"{status}  {took:4.1f} s  {number}  {name}", flush=True)


    def left_behind(self, shop, number, disposition):
        """Holds a call against its record: how it ended, and that whoever was answered pays for the step begun."""
        day, now = datetime.timedelta(days=1), datetime.datetime.now(datetime.timezone.utc)
        total = "0.00100000" if disposition == "ANSWERED" else "0.00000000"

        def rows():
            found = shop.ask_voipms("getCDR", date_from=(now - day).date(), date_to=(now + day).date(), timezone=-5,
                                    calltype="incoming", answered=1, noanswer=1, busy=1, failed=1).get("cdr", [])
            return [(row["disposition"], row["total"]) for row in found if row["destination"] == number]

        last = time.monotonic() + PATIENCE_SECONDS
        while rows() != [(disposition, total)] and time.monotonic() < last:
            time.sleep(0.2)
        if rows() == [(disposition, total)]:
            print(f"left a record   {number}  {disposition}", flush=True)
        else:
            self.failed += 1
            print(f"FAILED  {number}  left behind {rows()}, not {disposition}", flush=True)

    def paid_outward(self, legs, number):
        """Holds a call that went on outside against its legs: six seconds of it are paid for at two cents a minute."""
        last = time.monotonic() + PATIENCE_SECONDS
        while (f"+1{OUTSIDE}", "0.002") not in legs(number) and time.monotonic() < last:
            time.sleep(0.2)
        if legs(number).count((f"+1{OUTSIDE}", "0.002")) == 1:
            print(f"paid outward    {number}", flush=True)
        else:
            self.failed += 1
            print(f"FAILED  {number}  has the legs {legs(number)}", flush=True)


def hear(shop, mailbox, number):
    """A message that was left is found, heard, moved and deleted by functions of VoIP.ms."""
    last = time.monotonic() + PATIENCE_SECONDS
    while True:
        answer = shop.ask_voipms("getVoicemailMessages", mailbox=mailbox)
        if answer["status"] == "success":
            break
        assert answer["status"] == "no_messages" and time.monotonic() < last, answer
        time.sleep(0.2)
    [message] = answer["messages"]
    assert message["callerid"].endswith("13055550100>"), message
    assert message["listened"] == "no" and message["folder"] == "INBOX", message
    seconds = sum(int(part) * times for part, times in zip(message["duration"].split(":"), (3600, 60, 1)))
    assert 1 <= seconds <= MESSAGE_SECONDS, message
    place = {"mailbox": mailbox, "folder": "INBOX", "message_num": message["message_num"]}
    sound = base64.b64decode(shop.voipms("getVoicemailMessageFile", **place)["message"]["data"])
    assert sound[:4] == b"RIFF" and len(sound) >= 16000 * (seconds - 1), len(sound)
    shop.voipms("markListenedVoicemailMessage", **place, listened="yes")
    shop.voipms("moveFolderVoicemailMessage", **place, new_folder="Old")
    place["folder"] = "Old"
    [message] = shop.voipms("getVoicemailMessages", mailbox=mailbox, folder="Old")["messages"]
    assert message["listened"] == "yes", message
    shop.voipms("delMessages", **place)
    assert shop.ask_voipms("getVoicemailMessages", mailbox=mailbox)["status"] == "no_messages"


def waits(asterisk):
    """A message that nobody took is still at Asterisk."""
    last = time.monotonic() + PATIENCE_SECONDS
    while not list((asterisk.home / "messages").glob("*.about")):
        assert time.monotonic() < last, sorted(path.name for path in (asterisk.home / "messages").iterdir())
        time.sleep(0.2)


def paid_once(legs, number):
    """A way out was reported, however long it lasted."""
    last = time.monotonic() + PATIENCE_SECONDS
    while not (found := [cost for other, cost in legs(number) if other == f"+1{OUTSIDE}"]):
        assert time.monotonic() < last, legs(number)
        time.sleep(0.2)
    assert len(found) == 1 and float(found[0]) >= 0.002, found


def made(shop, method, key, **args):
    """The id of what a function of VoIP.ms made."""
    return str(shop.voipms(method, **args)[key])


def everything(tandem, port, work, root):
    root = root.resolve()
    ports = {name: port + place for place, name in enumerate(
        ["tandem", "agi", "asterisk", "caller", "desk", "busy", "nobody", "gone"])}
    with peers.Peers(work) as programs:
        demo = programs.tandem(tandem, ports["tandem"], work / "data", "--agi", f"{peers.HOST}:{ports['agi']}")
        asterisk = Asterisk(programs, root, ports)
        try:
            asterisk.start()
            there = ("desk", "busy", "nobody")
            logs = {name: programs.telephone(name, ports[name]) for name in there}
            table = Table(work, ports, asterisk, logs)
            shop = Shop(f"http://{peers.HOST}:{ports['tandem']}")
            to = shop.addresses({name: f"{name}@{peers.HOST}:{ports[name]}" for name in (*there, "gone")})
            numbers = (str(FIRST + place) for place in range(100))

            def order(**settings):
                return shop.order_voipms(next(numbers), dialtime=DIAL_SECONDS, **settings)

            always = {"starthour": "0", "startminute": "0", "endhour": "24", "endminute": "0",
                      "weekdaystart": "mon", "weekdayend": "sun"}
            menu = made(shop, "setIVR", "ivr", name="Calls", recording=7567, timeout=MENU_SECONDS, language="en",
                        voicemailsetup=1, choices=f"1={to['desk']};12={to['busy']};*=sys:busy;#=sys:noservice")
            group = made(shop, "setRingGroup", "ring_group", name="Calls", voicemail=0,
                         members=f"{to['desk']},10,0;{to['nobody']},10,0")
            hours = made(shop, "setTimeCondition", "timecondition", name="Calls", routing_match=to["desk"],
                         routing_nomatch="sys:busy", **always)
            closed = made(shop, "setTimeCondition", "timecondition", name="Closed", routing_match="recording:7567",
                          routing_nomatch=to["desk"], **always)
            disa = made(shop, "setDISA", "disa", name="Calls", pin="4321", digit_timeout=3, language="en")
            callback = made(shop, "setCallback", "callback", description="Calls", number=OUTSIDE, delay_before=1,
                            response_timeout=10, digit_timeout=3)
            # Which comes from Tandem itself, and is kept by Asterisk under another name.
            played = "switch/sound/"
            rings, announces = order(routing=to["desk"]), order(routing="recording:7567")

            table.place("rings and is picked up", rings, stays=300, rang=["desk"])
            table.place("busy, then picked up", order(routing=to["busy"], failover_busy=to["desk"]), stays=300,
                        rang=["busy", "desk"])
            table.place("nobody comes, then picked up", order(routing=to["nobody"], failover_noanswer=to["desk"]),
                        stays=300, rang=["nobody", "desk"])
            table.place("not there, then picked up", order(routing=to["gone"], failover_unreachable=to["desk"]),
                        stays=300, rang=["desk"])
            busy = order(routing=to["busy"])
            table.place("busy, and nothing else", busy, 486, rang=["busy"])
            table.place("an announcement", announces, says=[played])
            table.place("not in service", order(routing="sys:noservice"), says=["Playing 'ss-noservice"])
            table.place("a ring group", order(routing=f"grp:{group}"), stays=300, rang=["desk", "nobody"])
            onwards = order(routing=to["desk"], failover_busy="recording:7567")
            table.place("handed on for an announcement", onwards, says=[played], step=1, host=EDGE)
            table.place("handed on by somebody else", onwards, stays=300, rang=["desk"], step=1)
            table.place("within the hours", order(routing=f"tc:{hours}"), stays=300, rang=["desk"])
            table.place("the message of the hours", order(routing=f"tc:{closed}"), says=[played])
            chooses = order(routing=f"ivr:{menu}")
            table.place("a menu: 1", chooses, keys="1", stays=MENU_SECONDS * 1000 + 1500, rang=["desk"], says=[played])
            table.place("a menu: 12", chooses, keys="12", rang=["busy"], says=[played])
            table.place("a menu: #", chooses, keys="#", says=[played, "Playing 'ss-noservice"])
            table.place("a menu: 9, which is none, then *", chooses, keys="9,*", says=[played])
            table.place("a menu: nothing", chooses, says=[played])
            box = order(routing="vm:101")
            table.place("a mailbox", box, stays=MESSAGE_SECONDS * 1000, speaks=True,
                        says=["Playing 'vm-theperson", "Record("])
            table.check("the message, through VoIP.ms's functions", lambda: hear(shop, "101", box))
            table.place("a queue", order(routing="queue:27183"), stays=6000, rang=["desk"], says=["(Queue)"])
            subprocess.run([tandem, "admin", "--data", work / "data", "plan", "set", "PERMINUTE", "--monthly", "0.85",
                            "--minute", "0.01", "--outward", "1=0.02"], check=True, stdout=subprocess.DEVNULL)
            outside = made(shop, "setForwarding", "forwarding", phone_number=OUTSIDE)
            forwarded = order(routing=f"fwd:{outside}")
            table.place("forwarded outside", forwarded, stays=300, rang=["desk"])
            dials = order(routing=f"disa:{disa}")
            table.place("a second dial tone", dials, keys=f"4321,{OUTSIDE}#", stays=1500, rang=["desk"],
                        says=[f"PJSIP/+1{OUTSIDE}@carrier"])
            table.place("a second dial tone, abroad", dials, keys="4321,01149301234567#", silent=["@carrier"])
            table.place("a second dial tone, emergency", dials, keys="4321,911#", silent=["@carrier"])
            table.place("a second dial tone, the wrong PIN", dials, keys="1111,,2222,,3333", silent=["@carrier"])
            calls_back = order(routing=f"cb:{callback}")
            table.place("a callback", calls_back, CALLBACK_STATUS, rang=["desk"], says=[f"PJSIP/+1{OUTSIDE}@carrier"])
            table.place("not ours", NOT_OURS, 404)

            def legs(number):
                return peers.legs(tandem, work / "data", number)

            table.left_behind(shop, rings, "ANSWERED")
            table.left_behind(shop, busy, "BUSY")
            for number in (forwarded, dials):
                table.paid_outward(legs, number)
            table.check("whom a callback calls is paid for", lambda: paid_once(legs, calls_back))

            print("-- Tandem is ended; Asterisk remembers", flush=True)
            demo.kill()
            demo.wait()
            table.place("rings and is picked up", rings, stays=300, rang=["desk"])
            table.place("an announcement", announces, says=[played])
            table.place("a menu, which nobody leads", chooses, 503, says=["Playing 'please-try-call-later"])
            table.place("a mailbox", box, stays=MESSAGE_SECONDS * 1000, speaks=True,
                        says=["Playing 'vm-theperson", "Record("])
            table.check("the message waits", lambda: waits(asterisk))
            table.place("never heard of", NEVER, 503, says=["Playing 'please-try-call-later"])
            if table.failed:
                print(asterisk.said()[-3000:])
        finally:
            asterisk.close()
    subprocess.run([tandem, "doctor", "--data", work / "data"], check=True)
    return table.failed


# A number that is not the demo's, one that nobody has called, and how a call is refused that is called back.
NOT_OURS = "9075550100"
NEVER = "9075550101"
CALLBACK_STATUS = 603


if __name__ == "__main__":
    root = {"type": Path, "required": True, "help": "a Debian with Asterisk in it"}
    peers.run(__doc__, 18240, everything, root=root)
