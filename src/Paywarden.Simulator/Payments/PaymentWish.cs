using Paywarden.Keys;

namespace Paywarden.Payments;

/// <summary>What a payment should be.</summary>
/// <param name="Orders">Where to and how many satoshi; null: everything there is.</param>
/// <param name="Fee">In satoshi; null: by the rate, which is in satoshi per byte.</param>
/// <param name="From">Only coins of this address; null: of any.</param>
/// <param name="Change">Null: the wallet's next.</param>
/// <param name="Data">Scripts of outputs that pay nothing.</param>
internal sealed record PaymentWish(
    IReadOnlyList<(AddressTarget To, long? Amount)> Orders, long? Fee, decimal Rate, string? From, AddressTarget? Change, IReadOnlyList<byte[]> Data, uint LockTime);
