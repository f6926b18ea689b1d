using System.Collections.Frozen;
using Paywarden.Daemons;
using Paywarden.JsonRpc;
using Paywarden.Routing;

namespace Paywarden.Ledger;

/// <summary>Calls that the ledger answers itself; no daemon has them.</summary>
public enum LedgerCall
{
    Pay,
    GetPayment,
    ListPayments,
    CancelPayment,
    WalletStatus,
}

/// <param name="Parameters">By name only: an order with its amounts is nothing to be told by position.</param>
public sealed record LedgerMethod(LedgerCall Call, string Name, bool Moves, IReadOnlyList<string> Parameters)
{
    private static readonly FrozenDictionary<string, LedgerMethod> ByName = new[]
    {
        new LedgerMethod(LedgerCall.Pay, "pay", Moves: true, ["outputs", "idempotency_key", "fee_rate", "wait", "expires_in", "allow_duplicate"]),
        new LedgerMethod(LedgerCall.GetPayment, "getpayment", Moves: false, ["payment_id", "idempotency_key"]),
        new LedgerMethod(LedgerCall.ListPayments, "listpayments", Moves: false, ListRequest.Names),
        new LedgerMethod(LedgerCall.CancelPayment, "cancelpayment", Moves: true, ["payment_id", "idempotency_key"]),
        new LedgerMethod(LedgerCall.WalletStatus, "walletstatus", Moves: false, []),
    }.ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, LedgerMethod>.AlternateLookup<ReadOnlySpan<char>> Lookup = ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Null: it is no method of the ledger's.</summary>
    public static LedgerMethod? Find(ReadOnlySpan<char> name) => Lookup.TryGetValue(name, out var method) ? method : null;

    /// <returns>Null: this user may call it now.</returns>
    public RpcFault? Refuses(CallRights rights)
    {
        var may = Moves ? rights.Allow(MethodClass.Write) && rights.Allow(MethodClass.Sign) && rights.Allow(MethodClass.Broadcast) : rights.Allow(MethodClass.Read);
        return !may ? RpcFault.NotDone(RpcCode.Forbidden, $"this user may not call {Name}: it wants the class {(Moves ? "pay" : "read")}")
            : null;
    }
}
