"""Asks for addresses through jsonrpclib-pelix until so many are answered: one line an answer, then how many calls that took."""
import sys, time
import jsonrpclib

host, port, user, password, wanted = sys.argv[1:]
server = jsonrpclib.ServerProxy("http://%s:%s@%s:%s" % (user, password, host, port))
calls = answered = 0
while answered < int(wanted) and calls < 100 * int(wanted):
    calls += 1
    try:
        print("address", server.addrequest("0.001", "order %d" % answered)["address"], sep="\t", flush=True)
        answered += 1
    except Exception as error:
        print("failed", type(error).__name__, sep="\t", flush=True)
        time.sleep(0.2)
print("calls", calls, sep="\t", flush=True)
