using System.Text;
using System.Text.Json;
using Paywarden.JsonRpc;
using Paywarden.Routing;
using Paywarden.Kernel;
using Paywarden.Ledger;

namespace Paywarden.Admin;

/// <summary>An operator's call goes the callers' way: the same table, slots and outcomes, with all rights. What is off for everybody stays off.</summary>
internal sealed class OperatorCalls(RouterViewSource views, CallRunner runner, OwnCalls ownCalls, TimeProvider clock) : IOperatorCalls
{
    private static readonly CallRights All = CallRights.Of(["read", "write", "allocate", "sign", "broadcast", "secret", "admin"]);

    public async Task<OperatorReply> CallAsync(OperatorCall call, CancellationToken cancel)
    {
        if (!views.Current.Pools.TryGetValue(call.Wallet, out var pool))
        {
            return new OperatorReply.Refused(new Refusal("unknown-wallet", $"there is no wallet {call.Wallet}; 'paywarden status' lists them"));
        }

        var raw = Encoding.UTF8.GetBytes(call.Params.Length > 0 ? call.Params : "[]");
        var kind = call.Params.AsSpan().TrimStart() is ['{', ..] ? ParamsKind.Named : ParamsKind.Positional;

        if (ownCalls.Find(pool, call.Method) is { } own)
        {
            // A daemon that is asked for an address gives the one that the ledger gives next.
            if (AddressMethod.Find(pool.Dialect, call.Method) is not null)
            {
                return await OwnAsync(own, pool, call, raw, kind).ConfigureAwait(false);
            }

            // Straight to a daemon it would be a second way for money to leave.
            if (!own.IsRead)
            {
                return new OperatorReply.Error((int)RpcCode.Forbidden, $"not done: {call.Method} is the ledger's: call it at the payment RPC", Outcome.NotCommitted, "");
            }
        }

        var no = MethodPolicy.Route(pool, call.Method, All, call.Daemon.Length > 0 ? call.Daemon : null, out var method, out var need)
            ?? ParameterCheck.Check(raw, kind, method!.Name, method.Parameters);
        if (no is not null)
        {
            return new OperatorReply.Error((int)no.Code, no.Message, no.Outcome, "");
        }

        using var outcome = await runner.RunAsync(pool, method!, need, raw, new Deadline(clock, pool.Call.Deadline), new Caller(cancel)).ConfigureAwait(false);
        return Read(outcome);
    }

    private async Task<OperatorReply> OwnAsync(IOwnCall own, PoolView pool, OperatorCall call, byte[] raw, ParamsKind kind)
    {
        var no = own.Refuses(pool, All) ?? ParameterCheck.Check(raw, kind, own.Name, own.Parameters);
        if (no is not null)
        {
            return new OperatorReply.Error((int)no.Code, no.Message, no.Outcome, "");
        }

        // No caller has such a name, so that nobody's addresses and requests are mixed with an operator's.
        using var outcome = await own.RunAsync(call.Wallet, $"admin:{call.By}", raw, null, new Deadline(clock, pool.Call.Deadline)).ConfigureAwait(false);
        return Read(outcome);
    }

    private static OperatorReply Read(in CallOutcome outcome) => outcome.Fault is { } fault
        ? new OperatorReply.Error((int)fault.Code, fault.Message, fault.Outcome, outcome.Daemon ?? "")
        : Read(JsonDocument.Parse(outcome.Answer.Value.ToArray()).RootElement, outcome.Answer.IsError, outcome.Daemon ?? "ledger");

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
