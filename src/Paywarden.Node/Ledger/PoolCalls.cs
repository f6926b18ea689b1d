using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.Daemons;
using Paywarden.JsonRpc;
using Paywarden.Kernel;
using Paywarden.Routing;

namespace Paywarden.Ledger;

/// <summary>The ledger's calls to one daemon. They go the way of all calls, through the daemon's own place, so that a daemon is never asked two things at
/// once; and to that daemon only, since a ledger means the one it names.</summary>
internal sealed class PoolCalls(RouterViewSource views, CallRunner runner, TimeProvider clock, string wallet)
{
    /// <summary>Beyond the method's own limit: for the call before it to end.</summary>
    private static readonly TimeSpan Waiting = TimeSpan.FromSeconds(10);

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null: the wallet has no daemon now.</summary>
    public PoolView? Pool => views.Current.Pools.GetValueOrDefault(wallet);

    /// <summary>Names the process that answers now; null: there is none. While it is the same before and after some calls, they were all answered by that one.</summary>
    public string? ProcessOf(string daemon) => Pool?.Daemons.FirstOrDefault(d => d.Id == daemon)?.Slot.Incarnation;

    /// <summary>Whose money the wallet holds; null until a daemon has told.</summary>
    public WalletAccount? Account { get; set; }

    public TimeProvider Clock => clock;

    /// <summary>The present incarnation of a daemon that serves; null: it does not.</summary>
    public DaemonSlot? SlotOf(string daemon)
    {
        foreach (var found in Pool?.Daemons ?? [])
        {
            if (found.Id == daemon)
            {
                return found.Serves ? found.Slot : null;
            }
        }

        return null;
    }

    /// <param name="marksNoWrite">It changes nothing that a read of the wallet might miss, so that copies need not catch up with it.</param>
    public async Task<DaemonWords> CallAsync(string daemon, string method, JsonNode parameters, bool marksNoWrite = false)
    {
        if (Pool is not { } pool || !pool.Methods.TryGet(method, out var entry))
        {
            return DaemonWords.None($"no method {method} is known for {wallet}");
        }

        entry = marksNoWrite ? entry with { Class = MethodClass.Read } : entry;
        var raw = JsonSerializer.SerializeToUtf8Bytes(parameters, Plain);
        Failpoint.Hit($"call-{method}-before", daemon);
        using var outcome = await runner.RunAsync(pool, entry, new CallNeed(CallTarget.Named, daemon), raw, new Deadline(clock, entry.Limit + Waiting), new Caller(CancellationToken.None)).ConfigureAwait(false);
        Failpoint.Hit($"call-{method}-after", daemon);
        if (outcome.Fault is { } fault)
        {
            return DaemonWords.None(fault.Why);
        }

        using var json = JsonDocument.Parse(outcome.Answer.Value.ToArray());
        return outcome.Answer.IsError ? new DaemonWords(null, Error(json.RootElement), null) : new DaemonWords(json.RootElement.Clone(), null, null);
    }

    private static DaemonError Error(JsonElement json)
    {
        var isObject = json.ValueKind == JsonValueKind.Object;
        var code = isObject && json.TryGetProperty("code", out var given) && given.TryGetInt32(out var number) ? number : 0;
        return new DaemonError(code, isObject && json.TryGetProperty("message", out var text) ? text.ToString() : json.GetRawText());
    }
}

/// <summary>What a daemon said: a result, or an error, or nothing, and then why we have no answer of it.</summary>
internal sealed record DaemonWords(JsonElement? Result, DaemonError? Error, string? Fault)
{
    public static DaemonWords None(string why) => new(null, null, why);

    /// <summary>What <paramref name="read"/> makes of the result; a result in another form is a fault like no result.</summary>
    public Told<T> Read<T>(Func<JsonElement, T> read)
    {
        if (Result is not { } result)
        {
            return Told.Not<T>(Fault ?? $"it answers error {Error!.Code}: {Words.Quote.OfTraceback(Error.Message)}");
        }

        try
        {
            return read(result);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or OverflowException)
        {
            return Told.Not<T>("it answered in a form that is not known");
        }
    }
}
