using System.Collections.Immutable;
using System.Text.Json;
using Paywarden.Kernel;
using Paywarden.Routing;

namespace Paywarden.Daemons;

/// <summary>Our own talk with one incarnation of a daemon: making it ready, probing it, asking it to stop. Every call takes a place in the daemon's slot,
/// so that it never runs beside a caller's call on a daemon that serves one at a time. Used by one task at a time.</summary>
internal sealed class DaemonConversation(DaemonWorld world, DaemonSpec spec, Dialect dialect, LaunchResult.Launched launched, DaemonSlot slot, CallGate gate)
{
    private volatile ProbeLimits _probe = spec.Probe;
    private int _awakened;
    private ImmutableArray<string> _lacks = [];

    public DaemonSlot Slot { get; } = slot;

    public DaemonEndpoint Endpoint => launched.Endpoint;

    public IRunningDaemon Running => launched.Daemon;

    /// <summary>False: there is nothing to ask it, only its process is watched.</summary>
    public bool HasProbe => dialect.Probe(spec, launched.Site).Count > 0;

    /// <summary>May come while a call runs: the next one goes by it.</summary>
    public void Use(ProbeLimits probe) => _probe = probe;

    /// <summary>One try to make it ready: goes on at the step where the last try stopped, and ends with a first probe.</summary>
    public async Task<AwakenOutcome> AwakenAsync(CancellationToken cancel)
    {
        var steps = dialect.Awaken(spec, launched.Site, launched.WalletPassword);
        for (; _awakened < steps.Count; _awakened++)
        {
            // Loading a large wallet takes longer than a probe may; the whole start has its own limit, ready-within.
            var limit = _awakened == 0 ? _probe.Timeout : spec.Start.ReadyWithin;
            var reply = await CallAsync(steps[_awakened], limit, cancel);
            switch (Read(reply))
            {
                case ReplyReading.NotYet notYet:
                    return new AwakenOutcome.NotYet(notYet.Why);
                case ReplyReading.Hopeless hopeless:
                    return new AwakenOutcome.Hopeless(hopeless.Why);
                case ReplyReading.KeyTold told when world.PublicKeys.Learn(spec, told.Key) is { } why:
                    return new AwakenOutcome.Hopeless(why);
            }
        }

        // What it lacks it says once, at its start.
        _lacks = dialect.ReadOutput(spec, Running.LastLines());
        switch (await ProbeAsync(cancel))
        {
            case ProbeOutcome.Answered answered:
                // An external daemon that went away and came back may have started anew: then it is asked from the first step again.
                _awakened = 0;
                return new AwakenOutcome.Ready(answered);
            case ProbeOutcome.Missed missed:
                return new AwakenOutcome.NotYet(missed.Why);
            default:
                return new AwakenOutcome.NotYet("busy");
        }

        ReplyReading Read(DaemonReply reply) => reply switch
        {
            DaemonReply.Result r => dialect.ReadAwaken(spec, launched.Site, _awakened, r.Value, error: null),
            DaemonReply.Error e => dialect.ReadAwaken(spec, launched.Site, _awakened, result: null, e.Value),
            DaemonReply.Failed f => new ReplyReading.NotYet(dialect.ExplainUnready(spec, launched.Site, f.Why, Running.LastLines())),
            _ => throw new InvalidOperationException($"unknown {reply}"),
        };
    }

    /// <summary>One probe: first the cheap liveness call, then what tells its health.</summary>
    public async Task<ProbeOutcome> ProbeAsync(CancellationToken cancel)
    {
        // Read before the calls: what a caller writes while we look must make this look too old, never too young.
        var mark = gate.WriteMark;
        var calls = dialect.Probe(spec, launched.Site);
        if (calls.Count == 0)
        {
            return Answered([]);
        }

        if (!await TakeAsync(_probe.Timeout, cancel))
        {
            return Busy();
        }

        try
        {
            var results = new List<JsonElement?>(calls.Count);
            foreach (var call in calls)
            {
                switch (await world.Rpc.CallAsync(launched.Endpoint, call, _probe.Timeout, cancel))
                {
                    case DaemonReply.Result r:
                        results.Add(r.Value);
                        break;
                    case DaemonReply.Error e when results.Count == 0:
                        return new ProbeOutcome.Missed($"{call.Method} answers error {e.Value.Code}: {e.Value.Message}", 1);
                    case DaemonReply.Error:
                        results.Add(null);
                        break;
                    case DaemonReply.Failed f:
                        return new ProbeOutcome.Missed($"{call.Method}: {f.Why}", 1);
                }
            }

            return Answered(results);
        }
        finally
        {
            Slot.GiveBack();
        }

        ProbeOutcome.Answered Answered(IReadOnlyList<JsonElement?> results)
        {
            var report = dialect.ReadProbe(spec, launched.Site, results);
            return new ProbeOutcome.Answered(report with { Degradations = [.. report.Degradations, .. _lacks] }, mark);
        }
    }

    /// <summary>Asks it to stop in its own way. False: it has none, or did not take it.</summary>
    public async Task<bool> StopAsync(CancellationToken cancel)
    {
        if (dialect.Stop(spec, launched.Site) is not { } call)
        {
            return false;
        }

        return await CallAsync(call, spec.Stop.Rpc, cancel) is DaemonReply.Result;
    }

    /// <summary>Busy is not dead: a call that holds the daemon within its own limit is no failed probe. Beyond it, each further probe time-out counts as one.</summary>
    private ProbeOutcome Busy()
    {
        var over = world.Clock.GetUtcNow() - Slot.BusyUntil;
        return over <= TimeSpan.Zero
            ? new ProbeOutcome.Busy()
            : new ProbeOutcome.Missed($"a call has held it for {Spoken.Duration(over)} beyond its limit", 1);
    }

    private async ValueTask<bool> TakeAsync(TimeSpan limit, CancellationToken cancel)
    {
        if (Slot.TryTakeAny())
        {
            return true; // nearly always: no timer for it
        }

        using var patience = new CancellationTokenSource(limit, world.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        return await Slot.TakeForProbeAsync(either.Token);
    }

    private async Task<DaemonReply> CallAsync(DaemonCall call, TimeSpan limit, CancellationToken cancel)
    {
        if (!await TakeAsync(limit, cancel))
        {
            return new DaemonReply.Failed(CallFault.TimedOut, "busy with another call");
        }

        try
        {
            return await world.Rpc.CallAsync(launched.Endpoint, call, limit, cancel);
        }
        finally
        {
            Slot.GiveBack();
        }
    }
}

internal abstract record AwakenOutcome
{
    private AwakenOutcome()
    {
    }

    public sealed record Ready(ProbeOutcome.Answered Probe) : AwakenOutcome;

    public sealed record NotYet(string Why) : AwakenOutcome;

    public sealed record Hopeless(string Why) : AwakenOutcome;
}

internal abstract record ProbeOutcome
{
    private ProbeOutcome()
    {
    }

    /// <param name="Mark">The wallet's <see cref="CallGate.WriteMark"/> when the probe began.</param>
    public sealed record Answered(HealthReport Report, long Mark) : ProbeOutcome;

    public sealed record Busy : ProbeOutcome;

    public sealed record Missed(string Why, int Weight) : ProbeOutcome;
}
