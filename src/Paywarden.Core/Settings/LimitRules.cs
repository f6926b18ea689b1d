using System.Collections.Immutable;

namespace Paywarden.Settings;

/// <summary>Times and counts of a wallet's start, probes, restarts, stop and calls.</summary>
internal static class LimitRules
{
    /// <summary>When common JSON-RPC clients give up by themselves.</summary>
    private static readonly TimeSpan ClientPatience = TimeSpan.FromSeconds(30);

    public static void Check(WalletOptions wallet, ImmutableArray<string> at, SettingsFindings findings)
    {
        Waits(["start", "ready-within"], wallet.Start.ReadyWithin);
        Waits(["start", "probe-every"], wallet.Start.ProbeEvery);
        Waits(["probe", "every"], wallet.Probe.Every);
        Waits(["probe", "timeout"], wallet.Probe.Timeout);
        Counts(["probe", "unhealthy-after"], wallet.Probe.UnhealthyAfter, 1);
        Counts(["probe", "healthy-after"], wallet.Probe.HealthyAfter, 1);
        Waits(["restart", "base"], wallet.Restart.Base);
        Waits(["restart", "max"], wallet.Restart.Max);
        Waits(["restart", "reset-after"], wallet.Restart.ResetAfter);
        Counts(["restart", "crash-loop"], wallet.Restart.CrashLoop, 2);
        Waits(["restart", "crash-loop-within"], wallet.Restart.CrashLoopWithin);
        Waits(["call", "deadline"], wallet.Call.Deadline);
        Waits(["call", "attempt"], wallet.Call.Attempt);
        Counts(["call", "concurrency"], wallet.Call.Concurrency, 1);
        Counts(["call", "queue"], wallet.Call.Queue, 0);
        var day = TimeSpan.FromDays(1);
        findings.Unless(wallet.Restart.First <= day, [.. at, "restart", "first"], "must be at most 1d");
        findings.Unless(wallet.Stop.Rpc <= day, [.. at, "stop", "rpc"], "must be at most 1d");
        findings.Unless(wallet.Stop.Term <= day, [.. at, "stop", "term"], "must be at most 1d");
        findings.Unless(wallet.Restart.Base <= wallet.Restart.Max, [.. at, "restart", "base"], "must not be above restart.max");
        findings.Unless(wallet.Call.Attempt <= wallet.Call.Deadline, [.. at, "call", "attempt"], "must not be above call.deadline");
        if (wallet.Call.Deadline >= ClientPatience)
        {
            findings.Warn([.. at, "call", "deadline"], "many clients give up after 30s, before the answer comes");
        }

        void Waits(ImmutableArray<string> key, TimeSpan time) => findings.Unless(SettingsRules.IsWait(time), [.. at, .. key], "must be above 0 and at most 1d");

        void Counts(ImmutableArray<string> key, int count, int least) =>
            findings.Unless(count >= least && count <= 1_000_000, [.. at, .. key], $"must be {least} to 1000000");
    }
}
