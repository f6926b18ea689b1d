using System.Globalization;

namespace Paywarden.Daemons;

/// <summary>The manual for a bad night, as rules: each looks at one thing and says what it means and what to do. The order is the one in which a person
/// would look: what is running, how often it ended, what it said, then its files, its port, its answers, its chain.</summary>
public static class Doctor
{
    private const long Mebibyte = 1 << 20;

    /// <summary>Below this a wallet can hardly be written any more; below <see cref="ScarceBytes"/> somebody should look soon.</summary>
    public const long FullBytes = 64 * Mebibyte;

    public const long ScarceBytes = 1024 * Mebibyte;

    /// <summary>A block is announced, then fetched: one behind is level. Beyond <see cref="LostLag"/> a wallet does not see new payments for hours.</summary>
    public const int LevelLag = 1;

    public const int LostLag = 10;

    private const string Again = "It is being started or stopped: look again in a minute";

    public static IEnumerable<DoctorCheck> Examine(DoctorSight sight)
    {
        yield return Process(sight);
        if (!sight.Intruders.IsDefaultOrEmpty)
        {
            yield return Bad(sight, "one process only", $"{string.Join(" and ", sight.Intruders)} also works in its folder", "End what was started by hand (kill PID): two processes on one wallet lose each other's writes");
        }

        if (sight.Spec.External is null)
        {
            yield return Restarts(sight);
            yield return DoctorFiles.Output(sight);
        }

        if (sight.Wallet is { } wallet)
        {
            yield return DoctorFiles.Wallet(sight, wallet);
        }

        if (sight.Status.Port is not null && sight.Spec.External is null)
        {
            yield return Port(sight);
        }

        if (sight.Call is { } call)
        {
            yield return Call(sight, call);
        }

        if (sight.Status.Health is { } health)
        {
            yield return Chain(sight, health);
        }

        foreach (var lack in (sight.Status.Health?.Degradations ?? []).Where(d => d.Contains("libsecp256k1", StringComparison.Ordinal)))
        {
            yield return Warn(sight, "libraries", lack, $"apt-get install libsecp256k1-1, then: paywarden restart {sight.Spec.Id}");
        }
    }

    public static DoctorCheck Disk(string node, DiskSight disk)
    {
        var seen = $"{Size(disk.FreeBytes)} of {Size(disk.TotalBytes)} free under {disk.Path}";
        return disk.FreeBytes switch
        {
            < FullBytes => new(node, "disk space", DoctorVerdict.Bad, seen, $"Free space there at once (df -h {disk.Path}): wallets cannot be written any more"),
            < ScarceBytes => new(node, "disk space", DoctorVerdict.Warn, seen, $"Free space there soon (df -h {disk.Path})"),
            _ => new(node, "disk space", DoctorVerdict.Ok, seen, ""),
        };
    }

    internal static DoctorCheck Good(DoctorSight sight, string check, string seen) => new(sight.Spec.Id, check, DoctorVerdict.Ok, seen, "");

    internal static DoctorCheck Warn(DoctorSight sight, string check, string seen, string cure) => new(sight.Spec.Id, check, DoctorVerdict.Warn, seen, cure);

    internal static DoctorCheck Bad(DoctorSight sight, string check, string seen, string cure) => new(sight.Spec.Id, check, DoctorVerdict.Bad, seen, cure);

    internal static string Size(long bytes) => bytes switch
    {
        < 10 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 10 * Mebibyte => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024} KiB"),
        < 10_240 * Mebibyte => string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebibyte} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024 * Mebibyte)} GiB"),
    };

    private static DoctorCheck Process(DoctorSight sight)
    {
        var (status, id) = (sight.Status, sight.Spec.Id);
        var explain = $"paywarden explain {id}";
        return (status.State, status.Pid, sight.Process) switch
        {
            (DaemonState.Parked, _, _) => Bad(sight, "process", status.Why, $"Mend the cause, then: paywarden unpark {id}"),
            (DaemonState.CrashLooping, _, _) => Bad(sight, "process", status.Why, $"It is tried again by itself; what it printed: paywarden logs {id}"),
            (DaemonState.BackingOff, _, _) => Bad(sight, "process", status.Why, $"It starts again by itself; what it printed: paywarden logs {id}"),
            (DaemonState.Stopped, _, _) => Warn(sight, "process", status.Why, $"paywarden start {id}"),
            (_, _, _) when IsMoving(sight) => Warn(sight, "process", $"{Word(status.State)}: {status.Why}", $"Look again in a minute; if it stays so: {explain}"),
            ({ } state, { } pid, { State: 'Z' or 'X' or 'T' or 't' } look) => Bad(sight, "process", $"pid {pid} is {Doing(look.State)}, while the node has it as {Word(state)}", $"It is replaced by itself within seconds; if not: paywarden restart {id}"),
            ({ } state, { } pid, null) => Bad(sight, "process", $"pid {pid} is gone, while the node has it as {Word(state)}", $"It is replaced by itself within seconds; if not: {explain}"),
            (_, null, _) => Good(sight, "process", "run by someone else; the node only asks it"),
            (_, { } pid, { } look) => Good(sight, "process", $"pid {pid} is {Doing(look.State)}, with {Size(look.ResidentBytes)} of memory"),
        };
    }

    private static DoctorCheck Restarts(DoctorSight sight)
    {
        var limits = sight.Spec.Restart;
        var seen = sight.Ends == 0
            ? $"none within {Spoken.Duration(limits.CrashLoopWithin)}; {sight.Status.Restarts} over its whole life"
            : $"{sight.Ends} within {Spoken.Duration(limits.CrashLoopWithin)}; {sight.Status.Restarts} over its whole life";
        return sight.Ends >= limits.CrashLoop ? Bad(sight, "restarts", seen, $"It is in a crash loop: paywarden explain {sight.Spec.Id}")
            : sight.Ends > 0 ? Warn(sight, "restarts", seen, $"Why it ended: paywarden explain {sight.Spec.Id}")
            : Good(sight, "restarts", seen);
    }

    private static DoctorCheck Port(DoctorSight sight)
    {
        var port = sight.Status.Port;
        return sight.PortHolder switch
        {
            { Ours: true } holder => Good(sight, "RPC port", $"{holder.Who} listens on port {port}"),
            { } other => Bad(sight, "RPC port", $"port {port} is held by {other.Who}, which is not this daemon", $"End that one, or set another port for wallet {sight.Spec.Wallet}; then: paywarden restart {sight.Spec.Id}"),
            null when IsMoving(sight) => Warn(sight, "RPC port", $"nobody listens on port {port} now", Again),
            null => Bad(sight, "RPC port", $"nobody listens on port {port}: the process lives without its RPC server", $"paywarden restart {sight.Spec.Id}"),
        };
    }

    private static DoctorCheck Call(DoctorSight sight, CallSight call)
    {
        var check = $"signed-in {call.Method}";
        return call switch
        {
            { Busy: true } => Warn(sight, check, $"not asked: other calls held it for {Spoken.Duration(call.Took)}", "Look again in a minute; a call that never ends is cut off by its own limit"),
            { Fault: { } fault } when IsMoving(sight) => Warn(sight, check, fault, Again),
            { Fault: { } fault } => Bad(sight, check, fault, $"paywarden restart {sight.Spec.Id}; what it printed: paywarden logs {sight.Spec.Id}"),
            _ => Good(sight, check, $"answered in {Spoken.Duration(call.Took)}"),
        };
    }

    private static DoctorCheck Chain(DoctorSight sight, HealthReport health)
    {
        const string Check = "chain";
        var server = sight.Spec.Server.Length > 0 ? $"its server {sight.Spec.Server}" : "its server";
        var lag = health.ServerHeight - health.Height;
        return health switch
        {
            _ when sight.Spec.Part == DaemonPart.Signer => Good(sight, Check, "a signer has no server and needs none"),
            { Height: null } => Good(sight, Check, "this kind of daemon does not tell its height"),
            { ServerHeight: null or <= 0 } or { Connected: false } when sight.Spec.Server.Length > 0 =>
                Bad(sight, Check, $"at block {health.Height}, without a connection to {server}", "Look at the network and at that server, or name another in servers of the wallet"),
            { ServerHeight: null or <= 0 } or { Connected: false } => Warn(sight, Check, $"at block {health.Height}, and no server is configured", "It knows only what is in its wallet file: name servers for the wallet"),
            _ when lag > LostLag => Bad(sight, Check, $"at block {health.Height}, {lag} behind {server}", $"New payments are not seen. If it does not catch up: paywarden restart {sight.Spec.Id}"),
            _ when lag > LevelLag => Warn(sight, Check, $"at block {health.Height}, {lag} behind {server}", "Look again in a minute"),
            { Synchronized: false } => Warn(sight, Check, $"at block {health.Height}, but its wallet is not synchronised", "Look again in a minute"),
            _ => Good(sight, Check, $"at block {health.Height}, level with {server}"),
        };
    }

    /// <summary>On its way from one state to the next: what is missing now is no finding yet.</summary>
    private static bool IsMoving(DoctorSight sight) => sight.Status.State is DaemonState.Starting or DaemonState.Stopping or DaemonState.Pending;

    private static string Doing(char state) => state switch
    {
        'R' => "running",
        'S' or 'I' => "waiting for work",
        'D' => "waiting for the disk",
        'T' or 't' => "frozen by a signal or a debugger",
        'Z' or 'X' => "dead (a zombie)",
        _ => $"in state {state}",
    };

    private static string Word(DaemonState state) => state.ToString().ToLowerInvariant();
}
