"""The calls of a file through requests, over one session: its connections are kept where the other side keeps them."""
import sys
import requests
from python_calls import play

host, port, user, password, calls = sys.argv[1:]
session = requests.Session()
session.auth = (user, password)


def post(body):
    reply = session.post("http://%s:%s/" % (host, port), data=body, headers={"Content-Type": "application/json"}, timeout=30)
    reply.raise_for_status()
    return reply.content


play(calls, post)
