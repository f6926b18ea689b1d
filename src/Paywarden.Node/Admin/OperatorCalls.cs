using System.Text;
using System.Text.Json;
using Paywarden.JsonRpc;
using Paywarden.Routing;
using Paywarden.Kernel;

namespace Paywarden.Admin;

/// <summary>An operator's call goes the callers' way: the same table, slots and outcomes, with all rights. What is off for everybody stays off.</summary>
internal sealed class OperatorCalls(RouterViewSource views, CallRunner runner, OwnCalls own, TimeProvider clock) : IOperatorCalls
{
    private static readonly CallRights All = CallRights.Of(["read", "write", "allocate", "sign", "broadcast", "secret", "admin"]);

    public async Task<OperatorReply> CallAsync(OperatorCall call, CancellationToken cancel)
    {
        if (!views.Current.Pools.TryGetValue(call.Wallet, out var pool))
        {
            return new OperatorReply.Refused(new Refusal("unknown-wallet", $"there is no wallet {call.Wallet}; 'paywarden status' lists them"));
        }

        // Straight to a daemon it would be a second way for money to leave.
        if (own.Find(pool, call.Method) is { IsRead: false })
        {
            return new OperatorReply.Error((int)RpcCode.Forbidden, $"not done: {call.Method} is the ledger's: call it at the payment RPC", Outcome.NotCommitted, "");
        }

        var raw = Encoding.UTF8.GetBytes(call.Params.Length > 0 ? call.Params : "[]");
        var no = MethodPolicy.Route(pool, call.Method, All, call.Daemon.Length > 0 ? call.Daemon : null, out var method, out var need)
            ?? ParameterCheck.Check(raw, call.Params.AsSpan().TrimStart() is ['{', ..] ? ParamsKind.Named : ParamsKind.Positional, method!.Name, method.Parameters);
        if (no is not null)
        {
            return new OperatorReply.Error((int)no.Code, no.Message, no.Outcome, "");
        }

        using var outcome = await runner.RunAsync(pool, method!, need, raw, new Deadline(clock, pool.Call.Deadline), new Caller(cancel)).ConfigureAwait(false);
        return outcome.Fault is { } fault
            ? new OperatorReply.Error((int)fault.Code, fault.Message, fault.Outcome, outcome.Daemon ?? "")
            : Read(JsonDocument.Parse(outcome.Answer.Value.ToArray()).RootElement, outcome.Answer.IsError, outcome.Daemon!);
    }

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
