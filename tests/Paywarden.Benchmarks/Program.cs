using Paywarden.Ledger;
using Paywarden.Overhead;
using Paywarden.Proxies;
using Paywarden.Swarm;

return args switch
{
    ["swarm", .. var rest] => await SwarmBenchmark.Run(rest),
    ["proxies", .. var rest] => await ProxyBenchmark.Run(rest),
    ["overhead", .. var rest] => await OverheadBenchmark.Run(rest),
    ["ledger", .. var rest] => await LedgerBenchmark.Run(rest),
    ["yarp", .. var rest] => YarpProxy.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        swarm [--daemons 1000] [--idle 60]   one node with so many generic daemons: start, loss of all, size, idle cost; supervisord beside it
        proxies [--rounds 5] [--seconds 5]   reads through Paywarden, HAProxy, nginx and YARP to the same four backends
        ledger [--accepts 50000] [--payments 100000]   durable accepts on SQLite, memory over many payments, the next owner's beginning
        overhead [--seconds 10]              reads over three simulated daemons, through Paywarden and straight
        """);
    return 2;
}
