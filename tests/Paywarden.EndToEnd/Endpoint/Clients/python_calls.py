"""What the Python clients without a JSON-RPC of their own share: requests out of calls, and lines out of replies."""
import json


def play(calls, post):
    for number, call in enumerate(json.load(open(calls))):
        members = call.get("batch", [call])
        requests = [{"id": "%d.%d" % (number, n), "method": c["method"], "params": c["params"]} for n, c in enumerate(members)]
        replies = json.loads(post(json.dumps(requests if "batch" in call else requests[0]).encode()))
        replies = replies if "batch" in call else [replies]
        assert [r["id"] for r in replies] == [r["id"] for r in requests], replies
        outcomes = [("error", r["error"]) if r.get("error") else ("ok", r["result"]) for r in replies]
        kind, value = ("ok", outcomes) if "batch" in call else outcomes[0]
        print(call["name"], kind, json.dumps(value), sep="\t")
