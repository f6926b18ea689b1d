"""The calls of a file through Python's own urllib."""
import base64, sys, urllib.request
from python_calls import play

host, port, user, password, calls = sys.argv[1:]


def post(body):
    request = urllib.request.Request("http://%s:%s/" % (host, port), body, {"Content-Type": "application/json"})
    request.add_header("Authorization", "Basic " + base64.b64encode(("%s:%s" % (user, password)).encode()).decode())
    return urllib.request.urlopen(request, timeout=30).read()


play(calls, post)
