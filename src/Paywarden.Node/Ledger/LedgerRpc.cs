using System.Text.Json;
using Paywarden.Daemons;
using Paywarden.JsonRpc;
using Paywarden.Kernel;
using Paywarden.Routing;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>The calls that the ledger answers: read here, decided there. From the moment a payment is told to the ledger a time-out means that it goes on.</summary>
internal sealed class LedgerRpc(LedgerGate gate, PayingWallets wallets, TimeProvider clock) : IOwnCalls
{
    private static readonly JsonDocument Nothing = JsonDocument.Parse("{}");

    public IOwnCall? Find(PoolView pool, ReadOnlySpan<char> method) => wallets.Find(pool.Wallet) is not null && LedgerMethod.Find(method) is { } found ? new OwnCall(this, found) : null;

    /// <param name="rawParams">Valid JSON, or empty.</param>
    /// <param name="headerKey">The header Idempotency-Key of a single call.</param>
    private async ValueTask<CallOutcome> RunAsync(LedgerMethod method, string wallet, string user, ReadOnlyMemory<byte> rawParams, string? headerKey, Deadline deadline)
    {
        if (deadline.HasPassed)
        {
            return No(RpcCode.DeadlinePassed, "the deadline passed before the ledger was asked");
        }

        using var document = rawParams.IsEmpty ? null : JsonDocument.Parse(rawParams);
        var parameters = (document ?? Nothing).RootElement;
        if (parameters.ValueKind == JsonValueKind.Array && parameters.GetArrayLength() == 0)
        {
            parameters = Nothing.RootElement;
        }

        if (parameters.ValueKind != JsonValueKind.Object)
        {
            return No(RpcCode.InvalidParams, $"{method.Name} takes its parameters by name: {{{string.Join(", ", method.Parameters)}}}");
        }

        if (method.Call == LedgerCall.WalletStatus)
        {
            return await DescribeAsync(wallet, user, deadline).ConfigureAwait(false);
        }

        if (method.Call == LedgerCall.ListPayments)
        {
            return await ListAsync(wallet, user, parameters, deadline).ConfigureAwait(false);
        }

        // Whose money it is names the payment, so that a wallet that is renamed does not pay again what it has paid.
        if (wallets.AccountOf(wallet) is not { } account)
        {
            return CallOutcome.No(Again(RpcFault.NotDone(RpcCode.MoneySuspended, $"the money of {wallet} is suspended: its daemons have not told yet whose money they hold")));
        }

        var ledger = LedgerEntity.PersistenceId(account.AccountKey);
        return method.Call == LedgerCall.Pay
            ? await PayAsync(wallet, user, ledger, parameters, headerKey, deadline).ConfigureAwait(false)
            : await AboutAsync(method, wallet, user, ledger, parameters, headerKey, deadline).ConfigureAwait(false);
    }

    private async Task<CallOutcome> PayAsync(string wallet, string user, string ledger, JsonElement parameters, string? headerKey, Deadline deadline)
    {
        if (PayRequest.Read(parameters, wallets.Find(wallet)!.Chain, headerKey, out var request) is { } fault)
        {
            return CallOutcome.No(fault);
        }

        var order = new PaymentOrder(PaymentId.Of(ledger, user, request!.KeyHash), user, request.Outputs, request.Rate, clock.GetUtcNow() + request.ExpiresIn);
        var told = await gate.AskAsync<PaymentTold>(new Pay(wallet, order, gate.CapsOf(user), request.AllowDuplicate, request.Until, wallets.PoolOf(wallet).PausedWhy), deadline).ConfigureAwait(false);
        return told is null ? Open(order.Id, $"payment {order.Id} goes on by itself; ask getpayment for it, or call pay again with the same key")
            : told.No is { } no ? CallOutcome.No(Again(LedgerGate.FaultOf(no)) with { Payment = order.Id.Value })
            : told.Payment!.Rejected is { } proof ? CallOutcome.No(RpcFault.NotDone(proof is Proof.TooPoor ? RpcCode.InsufficientFunds : RpcCode.Rejected, $"payment {order.Id} will never be made: {proof.Why}. Use a new key to try again") with { Payment = order.Id.Value })
            : LedgerReplies.Payment(told.Payment, wallet, told.IsReplayed);
    }

    private async Task<CallOutcome> AboutAsync(LedgerMethod method, string wallet, string user, string ledger, JsonElement parameters, string? headerKey, Deadline deadline)
    {
        if (IdOf(parameters, user, ledger, headerKey, out var id) is { } fault)
        {
            return CallOutcome.No(fault);
        }

        if (method.Call == LedgerCall.CancelPayment)
        {
            var stored = await gate.AskAsync<Stored>(new Act(wallet, new LedgerCommand.Cancel(id, user, user)), deadline).ConfigureAwait(false);
            if (stored is not { No: null })
            {
                return stored is null ? Open(id, $"whether payment {id} was cancelled is not known yet; ask getpayment") : CallOutcome.No(LedgerGate.FaultOf(stored.No!) with { Payment = id.Value });
            }
        }

        var told = await gate.AskAsync<PaymentTold>(new Find(wallet, id, user), deadline).ConfigureAwait(false);
        return told is null ? No(RpcCode.DeadlinePassed, "the ledger had not answered in time")
            : told.No is { } no ? CallOutcome.No(LedgerGate.FaultOf(no) with { Payment = id.Value })
            : LedgerReplies.Explained(told.Payment!, wallet, wallets.Find(wallet)!.Chain);
    }

    private async Task<CallOutcome> ListAsync(string wallet, string user, JsonElement parameters, Deadline deadline)
    {
        var chain = wallets.Find(wallet)!.Chain;
        if (ListRequest.Read(Said, chain, user, out var why) is not { } request)
        {
            return No(RpcCode.InvalidParams, why);
        }

        var told = await gate.AskAsync<PaymentsTold>(new List(wallet, request.Filter, request.After, request.Limit), deadline).ConfigureAwait(false);
        return told is null ? No(RpcCode.DeadlinePassed, "the ledger had not answered in time")
            : told.No is { } no ? CallOutcome.No(LedgerGate.FaultOf(no))
            : LedgerReplies.Payments(told, wallet, chain);

        string? Said(string name) => !parameters.TryGetProperty(name, out var value) ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
    }

    private async Task<CallOutcome> DescribeAsync(string wallet, string user, Deadline deadline)
    {
        var told = await gate.AskAsync<WalletTold>(new Describe(wallet, user), deadline).ConfigureAwait(false);
        return told is null ? No(RpcCode.DeadlinePassed, "the ledger had not answered in time")
            : told.No is { } no ? CallOutcome.No(LedgerGate.FaultOf(no))
            : LedgerReplies.Wallet(told.Ledger!, wallet);
    }

    private static RpcFault? IdOf(JsonElement parameters, string user, string ledger, string? headerKey, out PaymentId id)
    {
        id = default;
        if (parameters.TryGetProperty("payment_id", out var given))
        {
            var text = given.ValueKind == JsonValueKind.String ? given.GetString()! : "";
            id = new PaymentId(text);
            return text.Length == 32 && text.All(char.IsAsciiHexDigitLower) ? null : RpcFault.NotDone(RpcCode.InvalidParams, "payment_id is 32 hex digits, as pay gives it");
        }

        if (PayRequest.KeyOf(parameters, headerKey, out var keyHash) is { } fault)
        {
            return fault.Code == RpcCode.KeyMissing ? RpcFault.NotDone(RpcCode.InvalidParams, "say payment_id, or the idempotency_key of the payment") : fault;
        }

        id = PaymentId.Of(ledger, user, keyHash!);
        return null;
    }

    /// <summary>Where the ledger could not be asked, only this call is known to have done nothing.</summary>
    private static RpcFault Again(RpcFault fault) => fault.Code == RpcCode.MoneySuspended
        ? fault with { Why = fault.Why + ". Call again with the same key and no other: an earlier call with it may have been accepted" }
        : fault;

    private static CallOutcome Open(PaymentId id, string why) => CallOutcome.No(new RpcFault(RpcCode.OutcomeOpen, Outcome.Unknown, why) { Payment = id.Value });

    private static CallOutcome No(RpcCode code, string why) => CallOutcome.No(RpcFault.NotDone(code, why));

    private sealed class OwnCall(LedgerRpc rpc, LedgerMethod method) : IOwnCall
    {
        public string Name => method.Name;

        public bool IsRead => !method.Moves;

        public IReadOnlyList<string> Parameters => method.Parameters;

        public RpcFault? Refuses(PoolView pool, CallRights rights) => method.Refuses(rights);

        public ValueTask<CallOutcome> RunAsync(string wallet, string user, ReadOnlyMemory<byte> rawParams, string? key, Deadline deadline) =>
            rpc.RunAsync(method, wallet, user, rawParams, key, deadline);
    }
}
