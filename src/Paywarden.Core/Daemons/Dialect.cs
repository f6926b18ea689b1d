using System.Collections.Immutable;
using System.Text.Json;
using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>One call of ours to a daemon. <paramref name="Params"/> is raw JSON (an array or object).</summary>
public sealed record DaemonCall(string Method, string Params = "[]")
{
    /// <summary>Without the parameters: a wallet's password may be among them.</summary>
    public override string ToString() => Method;
}

/// <summary>What the reply to one of our own calls means.</summary>
public abstract record ReplyReading
{
    private ReplyReading()
    {
    }

    public sealed record Good : ReplyReading;

    /// <summary>Not yet: ask again (warming up, wallet still loading).</summary>
    public sealed record NotYet(string Why) : ReplyReading;

    /// <summary>No restart mends it: park with this sentence (it says the cure).</summary>
    public sealed record Hopeless(string Why) : ReplyReading;

    /// <summary>Good, and the master public key of the wallet that it has.</summary>
    public sealed record KeyTold(string Key) : ReplyReading;
}

/// <summary>What kind of daemon it is: how to start, probe, stop and read it, and its methods. Pure: it plans calls and reads replies;
/// actors make the calls.</summary>
public abstract class Dialect
{
    public abstract string Name { get; }

    public abstract MethodTable Methods { get; }

    /// <summary>False: HTTP/1.0, serial, closes after each reply; one idle connection blocks it (Electron Cash). Generic daemons say it in their spec.</summary>
    public abstract bool KeepAlive(DaemonSpec spec);

    /// <summary>Where in the daemon's folder its own copy of an imported wallet lies.</summary>
    public virtual string WalletPlace(DaemonSpec spec) => "wallet/" + Path.GetFileName(spec.WalletFile);

    /// <summary>How to start it at this site. Called for each start, with fresh credentials.</summary>
    public abstract LaunchPlan Plan(DaemonSpec spec, DaemonSite site);

    /// <summary>Its wallets can be split into twins, which have the master public key, and signers.</summary>
    public virtual bool CanBeSplit => false;

    /// <summary>How to make a twin's wallet at a path in an empty folder; only where it <see cref="CanBeSplit"/>.</summary>
    public virtual RestorePlan Restore(DaemonSpec spec, string folder, string walletPath, string publicKey) => throw new NotSupportedException($"a wallet of {Name} cannot be split");

    /// <summary>The calls that make a started daemon ready, in order; each is repeated until its reading is not <see cref="ReplyReading.NotYet"/>.
    /// The first proves that the process we started answers with our credentials.</summary>
    public abstract IReadOnlyList<DaemonCall> Awaken(DaemonSpec spec, DaemonSite site, Secret walletPassword);

    /// <summary>Reads the reply to the <paramref name="step"/>th call of <see cref="Awaken"/>. A JSON-RPC error comes as <paramref name="error"/>.</summary>
    public abstract ReplyReading ReadAwaken(DaemonSpec spec, DaemonSite site, int step, JsonElement? result, DaemonError? error);

    /// <summary>The calls of one probe, in order; the first is the cheap liveness call.</summary>
    public abstract IReadOnlyList<DaemonCall> Probe(DaemonSpec spec, DaemonSite site);

    /// <summary>Reads all replies of one probe (an entry is null where that call failed with an error of the daemon).</summary>
    public abstract HealthReport ReadProbe(DaemonSpec spec, DaemonSite site, IReadOnlyList<JsonElement?> results);

    /// <summary>The graceful stop by RPC; null: by signal only.</summary>
    public abstract DaemonCall? Stop(DaemonSpec spec, DaemonSite site);

    /// <summary>A cause that no restart mends, read from how it ended: the sentence to park with (cause and cure); null: restart it.</summary>
    public abstract string? Hopeless(DaemonSpec spec, DaemonExit exit);

    /// <summary>What the end of a process or its last lines mean, in one sentence for the operator; never null.</summary>
    public abstract string Explain(DaemonSpec spec, DaemonExit exit);

    /// <summary>Why it lives and is still not ready after its time to start, in one sentence; never null.</summary>
    /// <param name="lastFault">How the last call to it failed; null: no call was made.</param>
    /// <param name="lastLines">What it printed last, newest last.</param>
    public abstract string ExplainUnready(DaemonSpec spec, DaemonSite site, string? lastFault, IReadOnlyList<string> lastLines);

    /// <summary>Sentences about what its output shows it to lack, for the degradations of its <see cref="HealthReport"/>.</summary>
    public virtual ImmutableArray<string> ReadOutput(DaemonSpec spec, IReadOnlyList<string> lastLines) => [];

    /// <summary>A <paramref name="result"/> (raw JSON) of a caller's call that says no, though it is no JSON-RPC error. For counting and logging
    /// only: the caller gets it unchanged, as from the daemon itself.</summary>
    public virtual bool LooksLikeFailure(string method, ReadOnlySpan<byte> result) => false;
}

/// <summary>The error member of a daemon's reply.</summary>
public sealed record DaemonError(int Code, string Message);
