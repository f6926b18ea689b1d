using System.Collections.Immutable;

namespace Paywarden.Daemons.Dialects;

/// <summary>A text in a daemon's last lines that tells why it ended.</summary>
/// <param name="Text">Looked for in each line, whatever the case of its letters.</param>
/// <param name="Says">Cause and cure.</param>
/// <param name="Hopeless">No restart mends it and nothing outside changes by itself: park.</param>
public sealed record OutputSign(string Text, Func<DaemonSpec, string> Says, bool Hopeless = false)
{
    /// <summary>What Python programs say, and the kernel through them. A missing module is not hopeless: the distribution's
    /// upgrade may be putting it back this minute, and a slow retry finds out.</summary>
    public static readonly ImmutableArray<OutputSign> OfPython =
    [
        new("address already in use", PortTaken),
        new("port must be 0-65535", s => $"its RPC port is not a port. Set a port from 1 to 65535 (or 0: any free one) for wallet {s.Wallet}"),
        new("No space left on device", _ => "the disk is full. Free space under the data directory (df -h): it starts again by itself"),
        new("Disk quota exceeded", _ => "the disk quota is used up. Free space under the data directory: it starts again by itself"),
        new("Read-only file system", _ => "its folder is on a read-only file system. Remount it for writing: it starts again by itself"),
        new("Too many open files", _ => "it ran out of file descriptors. Raise LimitNOFILE (ulimit -n) of the node"),
        new("MemoryError", _ => "it ran out of memory. Run fewer daemons here or give the host more memory"),
        new("Cannot allocate memory", _ => "it ran out of memory. Run fewer daemons here or give the host more memory"),
        new("No module named", _ => "a Python module that it needs is missing; its last lines name it. Install it: it starts again by itself"),
        new("requires Python version", _ => "its Python is too old. Install a newer one or set another command: it starts again by itself"),
        new("starting daemon (PID", LeftOneBehind, Hopeless: true),
        new("unrecognized arguments", NotThisDialect, Hopeless: true),
        new("invalid choice", NotThisDialect, Hopeless: true),
        new("Daemon already running", AlreadyRunning),
        new("already running?", AlreadyRunning),
        new("Daemon not running", _ => "it looked for a daemon instead of being one: its lock file was empty or stale. The next start removes the lock of a dead daemon"),
        new("Permission denied", _ => "it may not use one of its files; its last lines name it. Give the node's user the data directory (chown -R): it starts again by itself"),
    ];

    public bool In(IEnumerable<string> lines) => lines.Any(line => line.Contains(Text, StringComparison.OrdinalIgnoreCase));

    private static string PortTaken(DaemonSpec spec) => spec.Port == 0
        ? "another program took its RPC port just before it could listen. The next start chooses another free port"
        : $"another program listens on its RPC port {spec.Port}. Find it (ss -ltnp 'sport = :{spec.Port}') and end it, or set port = 0 for any free one";

    private static string NotThisDialect(DaemonSpec spec) =>
        $"its command does not take the arguments of dialect {spec.Dialect}. Correct command or dialect of wallet {spec.Wallet}, then: paywarden unpark {spec.Id}";

    /// <summary>The parent is gone at once, and whatever it left cannot be told from a stray: it is killed before the next start.</summary>
    private static string LeftOneBehind(DaemonSpec spec) =>
        $"its command starts a daemon in the background and ends ('daemon start' does), so there is nothing to watch, and what it left was killed. Set command of wallet {spec.Wallet} to the form that stays in the foreground, then: paywarden unpark {spec.Id}";

    private static string AlreadyRunning(DaemonSpec spec) =>
        $"another daemon holds the lock of its folder. End the one that was started by hand (paywarden doctor {spec.Wallet} names it): it starts again by itself";
}
