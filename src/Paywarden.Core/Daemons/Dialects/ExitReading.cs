using System.Collections.Immutable;

namespace Paywarden.Daemons.Dialects;

/// <summary>Turns the end of a process into one sentence: by its last lines if it ended of its own accord, else by the signal.</summary>
public static class ExitReading
{
    /// <summary>A shell that waited for the daemon tells a signal as 128 plus its number.</summary>
    private const int ShellSignal = 128;

    private const int NotExecutable = 126;
    private const int NotFound = 127;
    private const int LongestLine = 200;

    public static string Explain(ImmutableArray<OutputSign> signs, DaemonSpec spec, DaemonExit exit)
    {
        if (SignalOf(exit) is { } signal)
        {
            return $"it was ended by {NameOf(signal)}";
        }

        if (Hopeless(signs, spec, exit) is { } hopeless)
        {
            return hopeless;
        }

        if (FindSign(signs, exit.LastLines) is { } sign)
        {
            return sign.Says(spec);
        }

        var how = exit.Code is { } code ? $"it ended by itself with code {code}" : "it ended while no parent watched, so its exit code is not known";
        return LastSaid(exit.LastLines) is { } line ? $"{how}; its last line was: {line}" : $"{how} and said nothing";
    }

    public static string? Hopeless(ImmutableArray<OutputSign> signs, DaemonSpec spec, DaemonExit exit)
    {
        if (exit.Signal is not null)
        {
            return null;
        }

        if (exit.Code is NotExecutable or NotFound)
        {
            return $"its command was not found or cannot be run. Install it or correct command of wallet {spec.Wallet}, then: paywarden unpark {spec.Id}";
        }

        return FindSign(signs, exit.LastLines) is { Hopeless: true } sign ? sign.Says(spec) : null;
    }

    public static OutputSign? FindSign(ImmutableArray<OutputSign> signs, IReadOnlyList<string> lines) => signs.FirstOrDefault(s => s.In(lines));

    private static int? SignalOf(DaemonExit exit) =>
        exit.Signal ?? (exit.Code is > ShellSignal and <= ShellSignal + 64 ? exit.Code - ShellSignal : null);

    /// <summary>Numbers as in signal(7) on Linux.</summary>
    private static string NameOf(int signal) => signal switch
    {
        1 => "SIGHUP: someone closed its terminal or told it to go",
        2 => "SIGINT: someone interrupted it",
        4 => "SIGILL: its program is built for another processor",
        6 => "SIGABRT: it gave up inside a library",
        7 => "SIGBUS: memory or disk failed under it (a full tmpfs does that too)",
        9 => "SIGKILL: by someone, or by the kernel for lack of memory (journalctl -k | grep -i oom)",
        11 => "SIGSEGV: it crashed inside native code",
        15 => "SIGTERM: someone or the system told it to go",
        _ => $"signal {signal}",
    };

    private static string? LastSaid(IReadOnlyList<string> lines)
    {
        var line = lines.LastOrDefault(l => !string.IsNullOrWhiteSpace(l))?.Trim();
        return line?.Length > LongestLine ? line[..LongestLine] + "…" : line;
    }
}
