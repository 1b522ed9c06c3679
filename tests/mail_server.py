"""A mail server on this machine that delays, refuses, puts off, and hangs up.

What it does with an address is in the address itself: `unknown-…` is refused for good
at RCPT, `full-…` at the end of DATA; `grey-…` is put off the first time; `cut-…` is
hung up on after DATA. At RCPT it hangs up on `barred-…` after it has refused it, on
`busy-…` after 421, and on `mute-…` without a word; on `late-…` after 421 at the end
of DATA. Everybody else is taken.
"""

import socketserver
import threading
from collections import Counter, defaultdict
from contextlib import contextmanager
from email import message_from_bytes


class Mailbox:
    """What the server has taken, by address, and how often it was asked. It may take no
    more than so many messages over one connection, and then hang up."""

    def __init__(self, *, delay=0.0, most=None):
        self.delay = delay
        self.most = most
        self.taken = defaultdict(list)
        self.asked = Counter()
        self.lock = threading.Lock()
        self.pause = threading.Event()

    def ids(self, address):
        return [message["Message-ID"] for message in self.taken[address]]


class _Talk(socketserver.StreamRequestHandler):
    def say(self, words):
        self.wfile.write(words.encode() + b"\r\n")

    def handle(self):
        self.say("220 mail.example.invalid")
        to, taken = "", 0
        while line := self.rfile.readline():
            verb = line.decode().strip()
            word = verb.upper().split(":")[0]
            if word.startswith(("EHLO", "HELO")):
                self.say("250 mail.example.invalid")
            elif word == "RCPT TO":
                to = verb.split("<")[1].split(">")[0]
                said = self.answer(to)
                if said:
                    self.say(said)
                if to.startswith(("barred-", "busy-", "mute-")):
                    return
            elif word == "DATA":
                self.say("354 go on")
                if not self.data(to):
                    return
                taken += 1
                if taken == self.server.box.most:
                    return
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def answer(self, to):
        box = self.server.box
        with box.lock:
            box.asked[to] += 1
            first = box.asked[to] == 1
        if to.startswith(("unknown-", "barred-")):
            return "550 nobody here"
        if to.startswith("busy-"):
            return "421 too busy for this one"
        if to.startswith("mute-"):
            return ""
        if to.startswith("grey-") and first:
            return "451 come back later"
        return "250 ok"

    def data(self, to):
        lines = []
        while (line := self.rfile.readline()) and line != b".\r\n":
            lines.append(line.removeprefix(b".") if line[:2] == b".." else line)
        box = self.server.box
        if to.startswith("full-"):
            self.say("552 mailbox full")
            return True
        if to.startswith("late-"):
            self.say("421 too late for this one")
            return False
        if line != b".\r\n":
            # Whoever sent it died before the end of the message.
            return False
        box.pause.wait(box.delay)
        with box.lock:
            box.taken[to].append(message_from_bytes(b"".join(lines)))
        if to.startswith("cut-"):
            return False
        self.say("250 taken")
        return True


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that was killed is no error of the server's."""


@contextmanager
def mail_server(**kwargs):
    """The port of a server while it runs, and its mailbox."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.box = Mailbox(**kwargs)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_address[1], server.box
        finally:
            server.shutdown()
