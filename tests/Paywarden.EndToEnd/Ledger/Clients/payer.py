"""A shop that pays with payto and broadcast through jsonrpclib-pelix, each again until it is answered: one line a payment, its key and what broadcast said."""
import http.client, json, sys, time
import jsonrpclib

host, port, user, password, orders = sys.argv[1:]
server = jsonrpclib.ServerProxy("http://%s:%s@%s:%s" % (user, password, host, port))
LATER = (-32013, -32020, -32021, -32022, -32035)


def until_answered(ask):
    while True:
        try:
            return ask()
        except jsonrpclib.ProtocolError as error:
            if not (isinstance(error.args[0], tuple) and error.args[0][0] in LATER) and "503" not in str(error):
                raise
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.1)


for order in json.load(open(orders)):
    built = until_answered(lambda: server.payto(order["address"], order["amount"]))
    assert built["complete"] is True and built["final"] is True, built
    sent = until_answered(lambda: server.broadcast(built["hex"]))
    print(order["key"], json.dumps(sent), sep="\t", flush=True)
