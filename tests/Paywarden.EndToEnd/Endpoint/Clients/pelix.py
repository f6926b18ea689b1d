"""The calls of calls.json through jsonrpclib-pelix: one line a call, its name, ok or error, and what came back."""
import json, sys
import jsonrpclib

host, port, user, password, calls = sys.argv[1:]
server = jsonrpclib.ServerProxy("http://%s:%s@%s:%s" % (user, password, host, port))
for call in json.load(open(calls)):
    params = call["params"]
    try:
        method = getattr(server, call["method"])
        result = method(**params) if isinstance(params, dict) else method(*params)
        print(call["name"], "ok", json.dumps(result), sep="\t")
    except jsonrpclib.ProtocolError as error:
        code, message = error.args[0][0], error.args[0][1]
        print(call["name"], "error", json.dumps({"code": code, "message": message}), sep="\t")
