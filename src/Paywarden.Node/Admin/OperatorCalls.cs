using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Paywarden.JsonRpc;
using Paywarden.Routing;
using Paywarden.Kernel;
using Paywarden.Settings;

namespace Paywarden.Admin;

/// <summary>An operator's call goes the callers' way: the same table, slots and outcomes, with all rights. What is off for everybody stays off.</summary>
internal sealed class OperatorCalls(RouterViewSource views, CallRunner runner, OwnCalls ownCalls, IEventLog events, IOptionsMonitor<PaywardenOptions> options, TimeProvider clock) : IOperatorCalls
{
    private static readonly CallRights All = CallRights.Of(["read", "write", "allocate", "sign", "broadcast", "secret", "admin"]);

    /// <summary>No name of a user: those have no such sign.</summary>
    private const string Operators = "@operators";

    public async Task<OperatorReply> CallAsync(OperatorCall call, CancellationToken cancel)
    {
        if (!views.Current.Pools.TryGetValue(call.Wallet, out var pool))
        {
            return new OperatorReply.Refused(new Refusal("unknown-wallet", $"there is no wallet {call.Wallet}; 'paywarden status' lists them"));
        }

        var raw = Encoding.UTF8.GetBytes(call.Params.Length > 0 ? call.Params : "[]");
        if (ownCalls.Find(pool, call.Method) is { } own)
        {
            return await RunOwnAsync(pool, own, call, raw).ConfigureAwait(false);
        }

        var no = MethodPolicy.Route(pool, call.Method, All, call.Daemon.Length > 0 ? call.Daemon : null, out var method, out var need)
            ?? ParameterCheck.Check(raw, Kind(call), method!.Name, method.Parameters);
        if (no is not null)
        {
            return new OperatorReply.Error((int)no.Code, no.Message, no.Outcome, "");
        }

        using var outcome = await runner.RunAsync(pool, method!, need, raw, new Deadline(clock, pool.Call.Deadline), new Caller(cancel)).ConfigureAwait(false);
        return outcome.Fault is { } fault
            ? new OperatorReply.Error((int)fault.Code, fault.Message, fault.Outcome, outcome.Daemon ?? "")
            : Read(JsonDocument.Parse(outcome.Answer.Value.ToArray()).RootElement, outcome.Answer.IsError, outcome.Daemon!);
    }

    /// <summary>What no daemon does. Payments of operators have keys of their own, which no user's name can meet; the same for all of them, so that the second who
    /// tries orders nothing twice.</summary>
    private async Task<OperatorReply> RunOwnAsync(PoolView pool, IOwnCall own, OperatorCall call, byte[] raw)
    {
        var no = call.Daemon.Length > 0 ? RpcFault.NotDone(RpcCode.InvalidParams, $"{own.Name} is answered by the ledger, not by a daemon")
            : own.Refuses(pool, All) ?? ParameterCheck.Check(raw, Kind(call), own.Name, own.Parameters);
        if (no is not null)
        {
            return new OperatorReply.Error((int)no.Code, no.Message, no.Outcome, "");
        }

        using var outcome = await own.RunAsync(call.Wallet, Operators, raw, null, new Deadline(clock, pool.Call.Deadline)).ConfigureAwait(false);
        if (!own.IsRead)
        {
            var came = outcome.Fault is { } refused ? refused.Message : "done";
            events.Append(new EventEntry(0, clock.GetUtcNow(), "operator-call", options.CurrentValue.Node.Name, call.Wallet, "", $"{own.Name} was called: {came}", call.By));
        }

        return outcome.Fault is { } fault
            ? new OperatorReply.Error((int)fault.Code, fault.Message, fault.Outcome, "")
            : Read(JsonDocument.Parse(outcome.Answer.Value.ToArray()).RootElement, outcome.Answer.IsError, "");
    }

    private static ParamsKind Kind(OperatorCall call) => call.Params.AsSpan().TrimStart() is ['{', ..] ? ParamsKind.Named : ParamsKind.Positional;

    private static OperatorReply Read(JsonElement value, bool isError, string daemon)
    {
        if (!isError)
        {
            return new OperatorReply.Result(value, daemon);
        }

        var isObject = value.ValueKind == JsonValueKind.Object;
        var code = isObject && value.TryGetProperty("code", out var given) && given.TryGetInt32(out var number) ? number : 0;
        var message = isObject && value.TryGetProperty("message", out var text) ? text.ToString() : value.GetRawText();
        return new OperatorReply.Error(code, message, Outcome.NotCommitted, daemon);
    }
}
