using Paywarden.Daemons;
using Paywarden.JsonRpc;

namespace Paywarden.Routing;

/// <summary>One request of a body, read and judged: either it may run, or <see cref="Fault"/> says why not.</summary>
/// <param name="Own">Null: a daemon's method.</param>
internal readonly record struct PreparedCall(
    RpcRequest Request, PoolView? Pool, MethodEntry? Method, CallNeed Need, ReadOnlyMemory<byte> Params, RpcFault? Fault, IOwnCall? Own, RpcUser User)
{
    /// <summary>Money and writes of a batch run in the given order; reads need not wait for them.</summary>
    public bool IsRead => Own?.IsRead ?? Method?.Class == MethodClass.Read;

    /// <summary>Only without a <see cref="Fault"/>.</summary>
    /// <param name="key">The header Idempotency-Key of a call that came alone.</param>
    /// <param name="json">The call as it came.</param>
    /// <param name="place">Which of how many it is in its body.</param>
    public ValueTask<CallOutcome> RunAsync(CallRunner runner, Deadline deadline, Caller caller, string? key, OpenCalls open, ReadOnlyMemory<byte> json, string place) =>
        Own is not { } own ? runner.RunAsync(Pool!, Method!, Need, Params, deadline, caller)
        : own.MayBeResent ? RunOnceAsync(own, deadline, key, open, json, place)
        : own.RunAsync(Pool!.Wallet, User.Name, Params, key, deadline);

    /// <param name="noWallet">Why there is no pool; null: there is one.</param>
    public static PreparedCall Read(ReadOnlyMemory<byte> json, RpcSettings settings, RpcUser user, PoolView? pool, RpcFault? noWallet, string? named, IOwnCalls own, TimeSpan now)
    {
        Span<char> name = stackalloc char[RequestPeek.MaxMethod];
        var fault = RequestPeek.Read(json.Span, settings.Limits, name, out var request);
        MethodEntry? method = null;
        CallNeed need = default;
        var raw = request.Params.IsEmpty ? ReadOnlyMemory<byte>.Empty : json.Slice(request.Params.Start, request.Params.Length);
        fault ??= TooFast(user, now);
        fault ??= noWallet;
        var ours = fault is null ? own.Find(pool!, name[..request.MethodLength]) : null;
        fault ??= ours is not null ? ours.Refuses(pool!, user.Rights) : MethodPolicy.Route(pool!, name[..request.MethodLength], user.Rights, named, out method, out need);
        fault ??= ParameterCheck.Check(raw.Span, request.Kind, ours?.Name ?? method!.Name, ours is not null ? ours.Parameters : method!.Parameters);

        // What is no request cannot be told from a notification by its missing id: JSON-RPC 2.0 wants it answered.
        request = fault?.Code is RpcCode.InvalidRequest or RpcCode.ParseError ? request with { IsNotification = false } : request;
        return new PreparedCall(request, pool, method, need, raw, fault, ours, user);
    }

    private async ValueTask<CallOutcome> RunOnceAsync(IOwnCall own, Deadline deadline, string? key, OpenCalls open, ReadOnlyMemory<byte> json, string place)
    {
        var (ticket, no) = await open.BeginAsync(Pool!.Wallet, User.Name, CallHash.Of(json.Span, Request, own.Parameters, place)).ConfigureAwait(false);
        if (ticket is null)
        {
            return CallOutcome.No(no!);
        }

        var outcome = await own.RunAsync(Pool.Wallet, User.Name, Params, key, deadline, ticket).ConfigureAwait(false);
        return ticket.IsAdopted ? outcome with { IsReplayed = true } : outcome;
    }

    private static RpcFault? TooFast(RpcUser user, TimeSpan now) => user.Rate.TryTake(now, out var wait)
        ? null
        : RpcFault.NotDone(RpcCode.RateLimited, $"more than {user.Rate.PerSecond:0.###} calls per second by {user.Name}") with { RetryAfter = wait };
}
