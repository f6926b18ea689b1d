using System.Collections.Immutable;

namespace Paywarden.Daemons;

/// <summary>One look at all processes of this host, for whoever wants to know which of them work in a daemon's folder: by our mark, or because
/// somebody started one there by hand.</summary>
internal sealed class ProcessTable
{
    private readonly ImmutableArray<Row> _rows;

    private ProcessTable(ImmutableArray<Row> rows) => _rows = rows;

    public static ProcessTable Look(string dataDir) => new(
    [
        .. ProcFs.Pids()
            .Where(pid => pid != Environment.ProcessId)
            .Select(pid => new Row(pid, ProcFs.Mark(pid) is { } mark && mark.DataDir == dataDir ? mark.DaemonId : "", ProcFs.Arguments(pid) ?? ""))
            .Where(row => row.DaemonId.Length > 0 || row.Arguments.Contains(dataDir, StringComparison.Ordinal)),
    ]);

    /// <summary>Those that work in the daemon's folder and are not its process, nor started by that: "electrum (pid 12)".</summary>
    public ImmutableArray<string> In(DaemonFolder folder, string daemonId, int? own) =>
    [
        .. _rows
            .Where(row => row.DaemonId == daemonId || (row.DaemonId.Length == 0 && row.Arguments.Contains(folder.Home + '\0', StringComparison.Ordinal)))
            .Where(row => ProcFs.Identity(row.Pid) is not null && !(own is { } leader && ProcFs.IsPartOf(row.Pid, leader)))
            .Select(row => $"{ProcFs.Command(row.Pid) ?? "a process"} (pid {row.Pid})"),
    ];

    /// <param name="DaemonId">Of the mark; empty: none of ours.</param>
    /// <param name="Arguments">Only compared, never shown: they may hold a stranger's secret.</param>
    private sealed record Row(int Pid, string DaemonId, string Arguments);
}
