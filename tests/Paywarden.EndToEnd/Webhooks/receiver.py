# A shop's receiver, below the check that the readme documents (it is put in front of this file). Keeps what it believes in a file, one line each,
# before it says that it has it. How it behaves stands in another file: ok, fail (keeps half of the events and says no), slow (answers too late).
import base64, os, random, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

secret, book, mood = sys.argv[2:5]


def keep(kind, signature, body):
    line = json.dumps([kind, signature, base64.b64encode(body).decode()]) + "\n"
    with open(book, "a") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signature = self.headers["Paywarden-Signature"]
        behaves = open(mood).read().strip()
        if behaves == "slow":
            time.sleep(2.5)
        if event_of(secret, signature, body) is None:
            keep("false", signature, body)
            return self.answer(400)
        if behaves == "fail" and random.random() < 0.5:
            return self.answer(503)
        keep("event", signature, body)
        self.answer(500 if behaves == "fail" else 200)

    def answer(self, status):
        try:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()
        except OSError:
            pass  # nobody waits for it any more

    def log_message(self, *_):
        pass


def check():
    """Every delivery in the book passes; none does with a bit of its body, its time, its signature or the secret changed."""
    checked = 0
    for line in open(book):
        kind, signature, body = json.loads(line)
        body = base64.b64decode(body)
        ever = 10 ** 9
        assert event_of(secret, signature, body, ever) == json.loads(body), "a genuine one was not believed"
        where = random.randrange(len(body))
        flipped = body[:where] + bytes([body[where] ^ 1]) + body[where + 1:]
        assert event_of(secret, signature, flipped, ever) is None, "a changed body was believed"
        assert event_of(secret, signature, body + b" ", ever) is None, "a longer body was believed"
        sent = signature.split(",")[0][2:]
        assert event_of(secret, signature.replace("t=" + sent, "t=%d" % (int(sent) + 1)), body, ever) is None, "a changed time was believed"
        assert event_of(secret + "x", signature, body, ever) is None, "another secret was believed"
        assert event_of(secret, "", body, ever) is None and event_of(secret, None, body, ever) is None, "no signature was believed"
        assert event_of(secret, signature, body, -1) is None, "an old one was believed"
        checked += 1
    print(checked)


if sys.argv[1] == "check":
    check()
else:
    ThreadingHTTPServer.allow_reuse_address = True
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
