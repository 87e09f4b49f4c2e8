"""The programs of a call, each started here and ended by its own process id."""

import argparse
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONFIGURATIONS = HERE.parent / "kamailio"
HOST = "127.0.0.1"
# Seconds that a program has to come up, and to end.
START_SECONDS = 30
END_SECONDS = 5
# Seconds after which a call has failed, whatever it waits for.
CALL_SECONDS = 30


class Peers:
    """What runs; whatever happens in between, all of it has ended at the end."""

    def __init__(self, work):
        self.work, self.running = work, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.running):
            end(process)

    def start(self, name, command):
        with open(self.work / f"{name}.out", "wb") as out:
            process = subprocess.Popen(command, cwd=self.work, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        self.running.append(process)
        return process

    def said(self, name):
        """What a program printed, for whoever has to find out why it did not do as it should."""
        return (self.work / f"{name}.out").read_text(errors="replace")[-2000:]

    def tandem(self, binary, port, data, *more):
        listen = f"{HOST}:{port}"
        process = self.start("tandem",
                             [binary, "demo", "--listen", listen, "--data", data, "--numbers", "20000", *more])
        self.until("tandem", process, lambda: answers(f"http://{listen}/readyz"))
        return process

    def kamailio(self, port, tandem_port, evapi_port=None, emergency_port=None):
        defines = [f'EVAPI="{HOST}:{evapi_port}"'] if evapi_port else []
        defines += [f'EMERGENCY="sip:{HOST}:{emergency_port}"'] if emergency_port else []
        process = self.proxy("kamailio", CONFIGURATIONS / "kamailio.cfg", port, tandem_port, defines)
        if evapi_port:
            self.until("kamailio", process, lambda: connected(evapi_port))

    def registrar(self, port, tandem_port, pop):
        self.proxy("registrar", CONFIGURATIONS / "registrar.cfg", port, tandem_port, [f"POP={pop}"])

    def proxy(self, name, configuration, port, tandem_port, defines=()):
        """A Kamailio of that name and configuration, which asks the Tandem at that port."""
        work = self.work / f"{name}.run"
        work.mkdir()
        defines = [f'TANDEM="tandem=>http://{HOST}:{tandem_port}"', f"LISTEN=udp:{HOST}:{port}", *defines]
        process = self.start(name, [
            "kamailio", "-DD", "-E", "-f", configuration, "-w", work, "-Y", work, "-P", work / "kamailio.pid",
            "-m", "64", "-M", "8", *(word for define in defines for word in ("-A", define)),
        ])
        # Once the process has written its number down, it is about to open its socket.
        self.until(name, process, lambda: bound(port))
        return process

    def telephone(self, scenario, port, name=None):
        name = name or scenario
        command = ["sipp", "-sf", HERE / f"{scenario}.xml", "-i", HOST, "-p", str(port), "-nostdin"]
        log = self.work / f"{name}.log"
        process = self.start(name, [*command, "-trace_logs", "-log_file", log])
        self.until(name, process, lambda: bound(port))
        return log

    def until(self, name, process, ready):
        last = time.monotonic() + START_SECONDS
        while not ready():
            if process.poll() is not None or time.monotonic() > last:
                raise SystemExit(f"{name} did not start:\n{self.said(name)}")
            time.sleep(0.05)


def end(process):
    """Ends a program politely, and then impolitely."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(is_so, what):
    last = time.monotonic() + START_SECONDS
    while not is_so():
        assert time.monotonic() < last, f"waited in vain: {what}"
        time.sleep(0.05)


def answers(url):
    try:
        return urllib.request.urlopen(url, timeout=1).status == 200
    except (urllib.error.URLError, OSError):
        return False


def bound(port):
    """Whether somebody on this machine has the UDP port: what Linux lists as local addresses."""
    rows = Path("/proc/net/udp").read_text().splitlines()[1:]
    return any(row.split()[1].endswith(f":{port:04X}") for row in rows)


def asked_by_http(port):
    """Whether a switch has asked the Tandem at this port for a plan over HTTP."""
    with urllib.request.urlopen(f"http://{HOST}:{port}/metrics", timeout=1) as answer:
        return b'operation="kamailio"' in answer.read()


def connected(port):
    """Whether somebody on this machine is connected to the TCP port: state 1 of what Linux lists."""
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any(row[1].endswith(f":{port:04X}") and row[3] == "01" for row in rows)


# How a call comes out that is not refused.
SCENARIOS = {200: "caller.xml", 302: "redirected.xml"}
# How sipp names its transports.
TRANSPORTS = {"udp": "u1", "tcp": "t1"}


def legs(tandem, data, number):
    """The legs of calls of a number, as the operator sees them: the other side, and what it cost."""
    done = subprocess.run([tandem, "admin", "--data", data, "call", "list", "--number", number], check=True,
                          capture_output=True)
    rows = [row.split("\t") for row in done.stdout.decode().splitlines()]
    return sorted((row[2], row[5]) for row in rows)


def talk(work, number, port, proxy_port, calls=1):
    """Calls a number, so often at once, and stays on the line until the other side hangs up: the process, which ends with 0
    then."""
    return subprocess.Popen(
        ["sipp", "-sf", HERE / "talker.xml", "-key", "number", number, "-i", HOST, "-p", str(port), "-m", str(calls),
         "-r", str(calls), "-nostdin", "-timeout", f"{CALL_SECONDS}s", f"{HOST}:{proxy_port}"],
        cwd=work, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )


def call(work, number, port, proxy_port, status, transport="udp", text=None, host=HOST, call_id="%u-%p@%s"):
    """Calls a number, by the usual scenario for the status or by this, and expects the status: what the caller logged,
    such as who answered, and the seconds it took. `call_id`: what the caller calls it, as sipp writes it."""
    scenario, log = work / "caller.xml", work / "caller.log"
    source = text or (HERE / SCENARIOS.get(status, "refused.xml")).read_text()
    scenario.write_text(source.replace("@STATUS@", str(status)))
    log.write_text("")
    began = time.monotonic()
    done = subprocess.run(
        ["sipp", "-sf", scenario, "-key", "number", number, "-i", host, "-p", str(port), "-m", "1", "-nostdin",
         "-t", TRANSPORTS[transport], "-cid_str", call_id, "-timeout", f"{CALL_SECONDS}s", "-trace_logs", "-log_file", log,
         "-trace_err", "-error_file", work / "caller.err", f"{HOST}:{proxy_port}"],
        cwd=work, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=2 * CALL_SECONDS,
    )
    took = time.monotonic() - began
    if done.returncode != 0:
        error = work / "caller.err"
        why = error.read_text(errors="replace")[-1500:] if error.exists() else ""
        raise AssertionError(f"the call did not come out with {status} (sipp: {done.returncode})\n{why}")
    return log.read_text().strip(), took


def run(about, port, everything, wrong="calls went wrong", **more):
    """Reads the options that all of these programs have, and `more` of their own, checks everything, and ends with what came
    of it. `everything` is told the binary, the first of its ports, a directory that goes again, and the others by name;
    it answers how much went wrong."""
    options = argparse.ArgumentParser(description=about.splitlines()[0])
    options.add_argument("--tandem", type=Path, default=Path("target/debug/tandem"), help="the binary")
    options.add_argument("--port", type=int, default=port, help="the first of the ports")
    for name, how in more.items():
        options.add_argument(f"--{name}", **how)
    chosen = vars(options.parse_args())
    tandem, port = chosen.pop("tandem").resolve(), chosen.pop("port")
    with tempfile.TemporaryDirectory() as work:
        failed = everything(tandem, port, Path(work), **chosen)
    sys.exit(f"{failed} {wrong}" if failed else 0)
