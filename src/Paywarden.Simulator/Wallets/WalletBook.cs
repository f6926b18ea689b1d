using System.Text.Json.Nodes;
using Paywarden.Payments;

namespace Paywarden.Wallets;

/// <summary>One transaction of the wallet.</summary>
/// <param name="Height">Of its block as the server tells it; 0: it waits for one.</param>
/// <param name="At">When the server had it, in milliseconds since 1970.</param>
internal sealed record BookEntry(string Id, Transaction Transaction, int Height, long At);

/// <summary>The wallet's own transactions, the oldest first. It is in the wallet file: right after a load it is all that there is to build from, and may be old.</summary>
internal sealed class WalletBook
{
    private Dictionary<string, Transaction> _byId = [];
    private IReadOnlyList<BookEntry> _entries = [];

    public IReadOnlyList<BookEntry> Entries
    {
        get => _entries;
        private set
        {
            _entries = value;
            _byId = value.ToDictionary(e => e.Id, e => e.Transaction);
        }
    }

    /// <returns>Whether anything is new.</returns>
    public bool Replace(IReadOnlyList<BookEntry> entries)
    {
        var same = entries.Select(e => (e.Id, e.Height)).SequenceEqual(Entries.Select(e => (e.Id, e.Height)));
        Entries = entries;
        return !same;
    }

    public Transaction? Find(string id) => _byId.GetValueOrDefault(id);

    public JsonArray Write() => new([.. Entries.Select(e => new JsonObject { ["height"] = e.Height, ["at"] = e.At, ["hex"] = e.Transaction.Hex() })]);

    public void Read(JsonArray file) => Entries = [.. file.Select(e => Read(e!.AsObject()))];

    private static BookEntry Read(JsonObject file)
    {
        var transaction = Transaction.Read((string)file["hex"]!) ?? throw new FormatException("no transaction");
        return new BookEntry(transaction.Id(), transaction, (int)file["height"]!, (long)file["at"]!);
    }
}
