using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Which payments somebody wants to see; what is null does not matter.</summary>
/// <param name="User">Whose payments.</param>
/// <param name="Since">Accepted then or later.</param>
/// <param name="Until">Accepted before.</param>
/// <param name="Script">Paid to the address that stands for it.</param>
/// <param name="Txid">Of the transaction that pays it as things stand.</param>
public sealed record PaymentFilter(string? User = null, PaymentStage? Stage = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null, Bytes? Script = null, Txid? Txid = null)
{
    public bool Takes(PaymentOrder order, PaymentStage stage, Txid? txid, DateTimeOffset accepted) =>
        order.User == (User ?? order.User)
        && stage == (Stage ?? stage)
        && accepted >= (Since ?? accepted)
        && (Until is null || accepted < Until)
        && (Script is null || order.Outputs.Any(o => o.Script == Script))
        && (Txid is null || txid == Txid);
}
