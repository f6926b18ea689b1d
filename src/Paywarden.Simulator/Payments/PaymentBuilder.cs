using Paywarden.JsonRpc;
using Paywarden.Keys;
using Paywarden.Wallets;

namespace Paywarden.Payments;

/// <summary>Builds transactions the same way every time: same wallet, same wish, same bytes. It knows only what the wallet's book has, which may be old.</summary>
internal static class PaymentBuilder
{
    public const int MostSatoshiPerByte = 50;
    private const int Dust = 546;

    public static Transaction Build(Wallet wallet, PaymentWish wish)
    {
        if (wish.Rate > MostSatoshiPerByte)
        {
            throw RpcFault.Python("electroncash.util.ExcessiveFee", "", "make_unsigned_transaction");
        }

        var everything = wish.Orders.Any(o => o.Amount is null);
        var asked = wish.Orders.Sum(o => o.Amount ?? 0);
        var outputs = wish.Orders.Select(o => o.To.Lock()).Concat(wish.Data).Sum(script => 9 + script.Length) + (everything ? 0 : 34);
        var chosen = new List<Coin>();
        var cost = wish.Fee ?? 0;
        foreach (var coins in Spendable(wallet, wish.From))
        {
            chosen.AddRange(coins);
            cost = wish.Fee ?? RoundedFee((148 * chosen.Count) + outputs, wish.Rate);
            if (!everything && chosen.Sum(c => c.Value) >= asked + cost)
            {
                break;
            }
        }

        var left = chosen.Sum(c => c.Value) - asked - cost;
        return left >= 0 && chosen.Count > 0
            ? Assemble(wallet, chosen, Outputs(wallet, wish, left, everything), wish.LockTime)
            : throw RpcFault.Python("electroncash.util.NotEnoughFunds", "", "make_unsigned_transaction");
    }

    /// <summary>All coins of one address together, as the original takes them: money of one address is spent at once or not at all. Frozen ones stay behind.</summary>
    private static IEnumerable<IGrouping<string, Coin>> Spendable(Wallet wallet, string? from) => wallet.Coins()
        .Where(c => !wallet.FrozenCoins.Contains(c.Outpoint) && !wallet.FrozenAddresses.Contains(c.Address) && (from is null || c.Address == from))
        .OrderBy(c => c.Chain)
        .ThenBy(c => c.Index)
        .GroupBy(c => c.Address);

    private static List<TransactionOutput> Outputs(Wallet wallet, PaymentWish wish, long left, bool everything)
    {
        var outputs = wish.Orders.Select(o => new TransactionOutput(o.Amount ?? left, o.To.Lock())).ToList();
        outputs.AddRange(wish.Data.Select(script => new TransactionOutput(0, script)));
        if (!everything && left >= Dust)
        {
            AddressTarget.TryRead(wallet.Network, wallet.ChangeAddress(), out var next);
            outputs.Add(new TransactionOutput(left, (wish.Change ?? next).Lock()));
        }

        // By value, then script (BIP69): not in the order that the caller gave.
        return [.. outputs.OrderBy(o => o.Value).ThenBy(o => Convert.ToHexString(o.Script), StringComparer.Ordinal)];
    }

    private static Transaction Assemble(Wallet wallet, List<Coin> chosen, List<TransactionOutput> outputs, uint lockTime)
    {
        var key = wallet.Keys.Extended();
        var inputs = chosen
            .OrderBy(c => c.TransactionId, StringComparer.Ordinal)
            .ThenBy(c => c.Position)
            .Select(c => new TransactionInput(Source(c), (uint)c.Position, UnsignedInput.Write(key, c.Chain, c.Index), 0xfffffffe, c.Value));
        return new Transaction([.. inputs], outputs, lockTime);
    }

    private static byte[] Source(Coin coin)
    {
        var bytes = Convert.FromHexString(coin.TransactionId);
        Array.Reverse(bytes);
        return bytes;
    }

    // Up to the next hundred, as the original's chooser does for privacy.
    private static long RoundedFee(int size, decimal rate) => (long)Math.Ceiling((10 + size) * rate / 100) * 100;
}
