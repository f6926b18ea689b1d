using System.Text.Json.Nodes;
using Paywarden.Daemons;
using Paywarden.Payments;
using Paywarden.Wallets;

namespace Paywarden.Methods;

/// <summary>The wallet's transactions as `history` shows them. Confirmations count only what the daemon's own headers prove: a height that its server
/// made up leaves them at 0.</summary>
internal static class HistoryView
{
    public static JsonArray Of(Session session)
    {
        var wallet = session.Current!;
        var balance = 0L;
        var entries = new JsonArray();
        foreach (var entry in wallet.Book.Entries)
        {
            var spent = entry.Transaction.Inputs.Sum(i => Own(wallet, i)?.Value ?? 0);
            var change = entry.Transaction.Outputs.Where(o => wallet.Owns(o, out _)).Sum(o => o.Value) - spent;
            balance += change;
            entries.Add(new JsonObject
            {
                ["txid"] = entry.Id,
                ["height"] = entry.Height,
                ["confirmations"] = session.Network.Confirmations(entry.Height),
                ["timestamp"] = entry.Height > 0 ? Time(session, entry) : null,
                ["value"] = $"{(change >= 0 ? "+" : "")}{Amount.Write(change)}",
                ["balance"] = Amount.Write(balance),
                ["label"] = wallet.Labels.GetValueOrDefault(entry.Id, ""),
                ["fee"] = Fee(wallet, entry) is { } fee ? Amount.Write(fee) : null,
            });
        }

        return entries;
    }

    // What was there before the chain began has a time that fits its block.
    private static long Time(Session session, BookEntry entry) =>
        entry.Height > session.Folder.Network.Height ? entry.At / 1000 : 1_700_000_000 + (entry.Height * 600L);

    /// <summary>Known where all that it spends is ours.</summary>
    private static long? Fee(Wallet wallet, BookEntry entry)
    {
        var spent = entry.Transaction.Inputs.Select(i => Own(wallet, i)?.Value).ToArray();
        return spent.All(v => v is not null) ? spent.Sum(v => v!.Value) - entry.Transaction.Outputs.Sum(o => o.Value) : null;
    }

    private static TransactionOutput? Own(Wallet wallet, TransactionInput input) =>
        wallet.Book.Find(Transaction.IdOf(input.Source)) is { } source
        && input.Position < source.Outputs.Count
        && wallet.Owns(source.Outputs[(int)input.Position], out _)
            ? source.Outputs[(int)input.Position]
            : null;
}
