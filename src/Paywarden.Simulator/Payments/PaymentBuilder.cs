using Paywarden.JsonRpc;
using Paywarden.Wallets;

namespace Paywarden.Payments;

/// <summary>Builds transactions the same way every time: same wallet, same order, same bytes.</summary>
internal static class PaymentBuilder
{
    public const int MostSatoshiPerByte = 50;
    private const int Dust = 546;

    /// <param name="orders">Where to and how many satoshi; null: everything there is.</param>
    /// <param name="fee">In satoshi; null: by the rate.</param>
    public static Transaction Build(Wallet wallet, IReadOnlyList<(AddressTarget To, long? Amount)> orders, long? fee, decimal rate, int height)
    {
        if (rate > MostSatoshiPerByte)
        {
            throw RpcFault.Python("electroncash.util.ExcessiveFee", "", "make_unsigned_transaction");
        }

        var spendable = wallet.Coins()
            .Where(c => !wallet.FrozenCoins.Contains(c.Outpoint) && !wallet.FrozenAddresses.Contains(wallet.Receiving[c.Index]));
        var everything = orders.Any(o => o.Amount is null);
        var asked = orders.Sum(o => o.Amount ?? 0);
        var chosen = new List<Coin>();
        var cost = fee ?? 0;
        foreach (var coin in spendable)
        {
            chosen.Add(coin);
            cost = fee ?? RoundedFee(chosen.Count, orders.Count + 1, rate);
            if (!everything && chosen.Sum(c => c.Value) >= asked + cost)
            {
                break;
            }
        }

        var left = chosen.Sum(c => c.Value) - asked - cost;
        return left >= 0 && chosen.Count > 0
            ? Assemble(wallet, chosen, Outputs(wallet, orders, left, everything), height)
            : throw RpcFault.Python("electroncash.util.NotEnoughFunds", "", "make_unsigned_transaction");
    }

    private static List<TransactionOutput> Outputs(Wallet wallet, IReadOnlyList<(AddressTarget To, long? Amount)> orders, long left, bool everything)
    {
        var outputs = orders.Select(o => new TransactionOutput(o.Amount ?? left, o.To.Lock())).ToList();
        if (!everything && left >= Dust)
        {
            outputs.Add(new TransactionOutput(left, wallet.Keys.Target(KeyTree.Change, 0).Lock()));
        }

        // By value, then script (BIP69): not in the order that the caller gave.
        return [.. outputs.OrderBy(o => o.Value).ThenBy(o => Convert.ToHexString(o.Script), StringComparer.Ordinal)];
    }

    private static Transaction Assemble(Wallet wallet, List<Coin> chosen, List<TransactionOutput> outputs, int height)
    {
        var key = wallet.Keys.Extended();
        var inputs = chosen
            .OrderBy(c => c.Outpoint, StringComparer.Ordinal)
            .Select(c => new TransactionInput(Source(c), (uint)c.Position, UnsignedInput.Write(key, c.Chain, c.Index), 0xfffffffe, c.Value));
        return new Transaction([.. inputs], outputs, (uint)height);
    }

    private static byte[] Source(Coin coin)
    {
        var bytes = Convert.FromHexString(coin.TransactionId);
        Array.Reverse(bytes);
        return bytes;
    }

    // Up to the next hundred, as the original's chooser does for privacy.
    private static long RoundedFee(int inputs, int outputs, decimal rate) =>
        (long)Math.Ceiling((10 + (148 * inputs) + (34 * outputs)) * rate / 100) * 100;
}
