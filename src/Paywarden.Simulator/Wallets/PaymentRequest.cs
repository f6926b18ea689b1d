using System.Text;
using System.Text.Json.Nodes;
using Paywarden.Keys;

namespace Paywarden.Wallets;

/// <summary>A stored request for money. It keeps its address out of the unused ones as long as it exists.</summary>
/// <param name="Address">With prefix.</param>
/// <param name="Amount">In satoshi.</param>
/// <param name="Time">When it was made, in seconds since 1970.</param>
/// <param name="Expiration">Seconds after that; null: never.</param>
internal sealed record PaymentRequest(string Address, long Amount, string Memo, long Time, long? Expiration)
{
    /// <summary>From address and second alone: two copies asked in the same second give the same id.</summary>
    public string Id => Convert.ToHexStringLower(Digest.Twice(Encoding.UTF8.GetBytes($"{Address[(Address.IndexOf(':', StringComparison.Ordinal) + 1)..]}{Time}")))[..10];

    public bool ExpiredAt(long now) => Expiration is { } after && Time + after < now;

    /// <param name="received">All that ever came to the address: money for an earlier request on it counts for this one, too.</param>
    public string StatusAt(long now, long received) => Amount > 0 && received >= Amount ? "Paid" : ExpiredAt(now) ? "Expired" : "Pending";

    public JsonObject Write() => new()
    {
        ["address"] = Address,
        ["amount"] = Amount,
        ["memo"] = Memo,
        ["time"] = Time,
        ["exp"] = Expiration,
    };

    public static PaymentRequest Read(JsonObject file) =>
        new((string)file["address"]!, (long)file["amount"]!, (string)file["memo"]!, (long)file["time"]!, (long?)file["exp"]);

    /// <summary>As callers get it.</summary>
    public JsonObject Show(long now, long received)
    {
        var shown = Write();
        shown["id"] = Id;
        shown["URI"] = $"{Address}?amount={Wallets.Amount.Write(Amount)}{(Memo.Length == 0 ? "" : "&message=" + Uri.EscapeDataString(Memo))}";
        shown["status"] = StatusAt(now, received);
        shown["amount (BCH)"] = Wallets.Amount.Write(Amount);
        return shown;
    }
}
