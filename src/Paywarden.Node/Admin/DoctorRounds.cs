using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Paywarden.Daemons;
using Paywarden.Daemons.Dialects;
using Paywarden.Routing;
using Paywarden.Settings;

namespace Paywarden.Admin;

/// <summary>Goes to every daemon and looks: at its process, its files, its port, and asks it a question with its own credentials. What it saw is judged
/// by <see cref="Doctor"/>.</summary>
internal sealed class DoctorRounds(
    IOptionsMonitor<PaywardenOptions> options, Readiness readiness, RosterSource roster, RouterViewSource views, IDaemonRpc rpc, IDaemonStore store, TimeProvider clock)
{
    /// <summary>At once: with a thousand daemons a round should take seconds, and still leave the host to them.</summary>
    private const int AtOnce = 16;

    /// <param name="wallet">Null: all.</param>
    public async Task<ImmutableArray<DoctorCheck>> ExamineAsync(string? wallet, CancellationToken cancel)
    {
        var now = options.CurrentValue;
        var specs = now.Wallets.Keys.Where(w => wallet is null || w == wallet).Order(NaturalOrder.Instance).SelectMany(w => DaemonSpecs.From(now, w)).ToArray();
        var strangers = ProcessTable.Look(now.Node.DataDir);
        var found = new IEnumerable<DoctorCheck>[specs.Length];
        await Parallel.ForEachAsync(Enumerable.Range(0, specs.Length), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (n, stop) =>
            found[n] = roster.Current.Daemons.FirstOrDefault(d => d.Id == specs[n].Id) is { } status
                ? Doctor.Examine(await SeeAsync(specs[n], status, strangers, stop))
                : [new(specs[n].Id, "process", DoctorVerdict.Warn, "the node has not looked at it yet", "Look again in a minute")]);
        return [.. Node(now.Node), .. found.SelectMany(checks => checks)];
    }

    private IEnumerable<DoctorCheck> Node(NodeOptions node)
    {
        yield return readiness.Ready
            ? new(node.Name, "node", DoctorVerdict.Ok, readiness.Why, "")
            : new(node.Name, "node", DoctorVerdict.Warn, readiness.Why, "Look again in a minute; its own log tells more");
        var disk = new DriveInfo(node.DataDir);
        yield return Doctor.Disk(node.Name, new(node.DataDir, disk.AvailableFreeSpace, disk.TotalSize));
    }

    private async Task<DoctorSight> SeeAsync(DaemonSpec spec, DaemonStatus status, ProcessTable strangers, CancellationToken cancel)
    {
        var folder = new DaemonFolder(options.CurrentValue.Node.DataDir, spec.Id);
        var wallet = WalletFile(spec, folder);
        var ends = store.Load(spec.Id, out _)?.Exits.Count(e => clock.GetUtcNow() - e.At <= spec.Restart.CrashLoopWithin) ?? 0;
        var call = await CallAsync(spec, folder, wallet, cancel);

        // The newest status last: a daemon that was replaced while we looked is no intruder in its own folder.
        status = roster.Current.Daemons.FirstOrDefault(d => d.Id == spec.Id) ?? status;
        return new(
            spec,
            status,
            status.Pid is { } pid && ProcFs.Stat(pid) is { } stat ? new ProcessLook(stat.State, stat.ResidentBytes) : null,
            status.State is DaemonState.Starting ? [] : strangers.In(folder, spec.Id, status.Pid),
            ends,
            LastLines(folder, status),
            wallet.Length == 0 ? null : See(wallet),
            status.Port is { } port ? PortHolder.See(port, status.Pid) : null,
            call);
    }

    private async Task<CallSight?> CallAsync(DaemonSpec spec, DaemonFolder folder, string wallet, CancellationToken cancel)
    {
        if (views.Current.Pools.GetValueOrDefault(spec.Wallet)?.Daemons.FirstOrDefault(d => d.Id == spec.Id) is not { } daemon)
        {
            return null;
        }

        var site = new DaemonSite(folder.Home, wallet, daemon.Endpoint.Url.Port, daemon.Endpoint.User, daemon.Endpoint.Password) { NodeFolder = folder.Node };
        var calls = DialectCatalog.Find(spec.Dialect)!.Probe(spec, site).OrderByDescending(c => c.Method == "getinfo");
        if (calls.FirstOrDefault() is not { } call)
        {
            return null;
        }

        var began = clock.GetTimestamp();
        using var patience = new CancellationTokenSource(spec.Probe.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        if (!await daemon.Slot.TakeForProbeAsync(either.Token))
        {
            return new(call.Method, clock.GetElapsedTime(began), null, Busy: true);
        }

        try
        {
            var reply = await rpc.CallAsync(daemon.Endpoint, call, spec.Probe.Timeout, cancel);
            return new(call.Method, clock.GetElapsedTime(began), Fault(reply), Busy: false);
        }
        finally
        {
            daemon.Slot.GiveBack();
        }
    }

    private static string? Fault(DaemonReply reply) => reply switch
    {
        DaemonReply.Error e => $"it answered with error {e.Value.Code}: {e.Value.Message}",
        DaemonReply.Failed f => f.Why,
        _ => null,
    };

    /// <summary>Its own copy; where none is imported, the wallet that it made itself. Empty: it has none.</summary>
    private static string WalletFile(DaemonSpec spec, DaemonFolder folder)
    {
        var dialect = DialectCatalog.Find(spec.Dialect)!;
        var copy = WalletCopy.PathIn(spec, dialect, folder.Home);
        var made = Path.Combine(folder.Home, dialect.WalletPlace(spec));
        var own = new DirectoryInfo(Path.Combine(folder.Home, "wallet"));
        return copy.Length > 0 ? copy
            : File.Exists(made) ? made
            : own.Exists ? own.EnumerateFiles().FirstOrDefault(f => !f.Name.Contains(".tmp", StringComparison.Ordinal))?.FullName ?? ""
            : "";
    }

    private static WalletSight See(string wallet)
    {
        try
        {
            var file = new FileInfo(wallet);
            return new(wallet, file.Exists ? file.Length : null, file.Exists && (file.UnixFileMode & (UnixFileMode.OtherRead | UnixFileMode.GroupRead)) != 0);
        }
        catch (Exception e) when (WorldFault.IsOf(e))
        {
            return new(wallet, null, OpenToOthers: false);
        }
    }

    private static ImmutableArray<string> LastLines(DaemonFolder folder, DaemonStatus status) =>
        status.Pid is not null && RunRecord.Load(folder) is { } run
            ? new Daemons.OutputLog(folder.Output, run.OutputOffset).LastLines(run.Password, run.EndpointPassword)
            : status.LastLines;
}
