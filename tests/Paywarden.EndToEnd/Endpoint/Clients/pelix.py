"""The calls of a file through jsonrpclib-pelix: one line a call, its name, ok or error, and what came back."""
import json, sys
import jsonrpclib

host, port, user, password, calls = sys.argv[1:]
server = jsonrpclib.ServerProxy("http://%s:%s@%s:%s" % (user, password, host, port))


def call(target, method, params):
    method = getattr(target, method)
    return method(**params) if isinstance(params, dict) else method(*params)


def outcome(ask):
    try:
        return "ok", ask()
    except jsonrpclib.ProtocolError as error:
        code, message = error.args[0][0], error.args[0][1]
        return "error", {"code": code, "message": message}


for c in json.load(open(calls)):
    if "batch" in c:
        multi = jsonrpclib.MultiCall(server)
        for member in c["batch"]:
            call(multi, member["method"], member["params"])
        replies = multi()
        kind, value = "ok", [outcome(lambda: replies[n]) for n in range(len(c["batch"]))]
    else:
        kind, value = outcome(lambda: call(server, c["method"], c["params"]))
    print(c["name"], kind, json.dumps(value), sep="\t")
