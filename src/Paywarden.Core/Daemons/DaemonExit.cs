using System.Collections.Immutable;

namespace Paywarden.Daemons;

/// <summary>How a process ended. Both null: it was adopted, so the kernel told the end but not the code (pidfd_open(2)).</summary>
public sealed record DaemonExit(int? Code, int? Signal, ImmutableArray<string> LastLines);

/// <summary>What the kernel says of a process: R, S, D, T, Z… as in /proc/PID/stat, and its resident memory in bytes.</summary>
public sealed record ProcessLook(char State, long ResidentBytes);
