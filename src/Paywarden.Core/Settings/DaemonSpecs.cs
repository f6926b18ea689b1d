using System.Collections.Immutable;
using Paywarden.Daemons;
using Paywarden.Daemons.Dialects;

namespace Paywarden.Settings;

/// <summary>The daemons that a wallet's configuration asks for.</summary>
public static class DaemonSpecs
{
    private static readonly TimeSpan SignersFirstProbes = TimeSpan.FromMilliseconds(100);

    /// <summary>"store-0", "store-1"…, servers dealt out in turn, then the signers "store-s0"…; for a wallet of external daemons, one for each of these.</summary>
    public static ImmutableArray<DaemonSpec> From(PaywardenOptions options, string wallet)
    {
        var asked = options.Wallets[wallet];
        var count = asked.External.Count > 0 ? asked.External.Count : asked.Daemons;
        return [.. Enumerable.Range(0, count).Select(n => Serving(wallet, asked, n)), .. Enumerable.Range(0, SignersOf(asked)).Select(n => Signer(wallet, asked, n))];
    }

    /// <summary>How many daemons of a wallet only sign; 0: each holds the keys itself.</summary>
    public static int SignersOf(WalletOptions asked) => asked.External.Count > 0 ? 0 : asked.Signers;

    /// <summary>The methods of a wallet: its dialect's, with the classes that the wallet's "methods" add or override.</summary>
    public static MethodTable Methods(PaywardenOptions options, string wallet)
    {
        var asked = options.Wallets[wallet];
        var table = DialectCatalog.Find(asked.Dialect)!.Methods;
        return table.With(MethodOverrides.From(asked, table));
    }

    /// <summary>A node connects to all that it is given.</summary>
    private static string ServerOf(WalletOptions asked, int n) =>
        asked.Dialect == NodeRules.Dialect ? string.Join(' ', asked.Servers)
        : asked.Servers.Count == 0 ? ""
        : asked.Servers[n % asked.Servers.Count];

    private static DaemonSpec Serving(string wallet, WalletOptions asked, int n) => SignersOf(asked) == 0
        ? Spec(wallet, asked, $"{wallet}-{n}", n)
        : Spec(wallet, asked, $"{wallet}-{n}", n) with { Part = DaemonPart.Twin, Signer = SignerId(wallet, 0) };

    /// <summary>No server: what nobody outside can reach, nobody outside can rob. Asked often at its start, because at the first one all twins wait for its word.</summary>
    private static DaemonSpec Signer(string wallet, WalletOptions asked, int n) => Spec(wallet, asked, SignerId(wallet, n), n) with
    {
        Part = DaemonPart.Signer,
        Server = "",
        Start = new(asked.Start.ReadyWithin, asked.Start.ProbeEvery < SignersFirstProbes ? asked.Start.ProbeEvery : SignersFirstProbes),
        Port = asked.Port == 0 ? 0 : asked.Port + asked.Daemons + n,
    };

    private static string SignerId(string wallet, int n) => $"{wallet}-s{n}";

    private static DaemonSpec Spec(string wallet, WalletOptions asked, string id, int n) => new()
    {
        Id = id,
        Wallet = wallet,
        Ordinal = n,
        Dialect = asked.Dialect,
        Network = asked.Network,
        Command = [.. asked.Command],
        FallbackCommand = [.. asked.FallbackCommand],
        WalletFile = asked.WalletFile,
        WalletPassword = asked.WalletPassword,
        WalletPasswordFile = asked.WalletPasswordFile,
        Server = ServerOf(asked, n),
        Port = asked.Port == 0 ? 0 : asked.Port + n,
        External = asked.External.Count == 0 ? null : new(new Uri(asked.External[n].Url), asked.External[n].User, asked.External[n].Password),
        Generic = new(asked.Generic.Probe, asked.Generic.Stop, asked.Generic.Path, asked.Generic.KeepAlive),
        Start = new(asked.Start.ReadyWithin, asked.Start.ProbeEvery),
        Probe = new(asked.Probe.Every, asked.Probe.Timeout, asked.Probe.UnhealthyAfter, asked.Probe.HealthyAfter),
        Restart = new(asked.Restart.First, asked.Restart.Base, asked.Restart.Max, asked.Restart.ResetAfter, asked.Restart.CrashLoop, asked.Restart.CrashLoopWithin),
        Stop = new(asked.Stop.Rpc, asked.Stop.Term),
        Call = new(asked.Call.Concurrency, asked.Call.Queue, asked.Call.Deadline, asked.Call.Attempt),
    };
}
