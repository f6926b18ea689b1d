using System.Collections.Immutable;
using Paywarden.Daemons;
using Paywarden.Daemons.Dialects;
using Paywarden.Kernel;

namespace Paywarden.Routing;

internal static class PoolFixture
{
    public static DaemonView Daemon(int n, int capacity = 1, bool serves = true, long mark = 0) => new(
        $"store-{n}",
        n == 0 ? DaemonRole.Builder : DaemonRole.Twin,
        serves,
        n == 0 ? long.MaxValue : mark,
        new DaemonEndpoint(new Uri("http://127.0.0.1:1/"), "", Secret.None, $"store-{n}#1", KeepAlive: false),
        new DaemonSlot($"store-{n}", $"store-{n}#1", capacity),
        "ready");

    public static PoolView Pool(CallGate gate, params DaemonView[] daemons) => new(
        "store",
        "electron-cash",
        DialectCatalog.Find("electron-cash")!.Methods,
        new CallLimits(1, gate.Queue, TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(8)),
        [.. daemons],
        gate,
        null);

    public static PoolView Published(CallGate gate, params DaemonView[] daemons)
    {
        var pool = Pool(gate, daemons);
        new RouterViewSource().Publish(new RouterView(1, System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(new Dictionary<string, PoolView> { ["store"] = pool })));
        return pool;
    }
}
