"""The calls of calls.json through Python's own urllib."""
import base64, json, sys, urllib.request

host, port, user, password, calls = sys.argv[1:]
for number, call in enumerate(json.load(open(calls))):
    body = json.dumps({"id": number, "method": call["method"], "params": call["params"]}).encode()
    request = urllib.request.Request("http://%s:%s/" % (host, port), body, {"Content-Type": "application/json"})
    request.add_header("Authorization", "Basic " + base64.b64encode(("%s:%s" % (user, password)).encode()).decode())
    reply = json.loads(urllib.request.urlopen(request, timeout=30).read())
    assert reply["id"] == number
    if reply.get("error"):
        print(call["name"], "error", json.dumps(reply["error"]), sep="\t")
    else:
        print(call["name"], "ok", json.dumps(reply["result"]), sep="\t")
