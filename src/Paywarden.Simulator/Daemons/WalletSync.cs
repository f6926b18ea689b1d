using Paywarden.Wallets;

namespace Paywarden.Daemons;

/// <summary>Brings a wallet's book up to what the server shows: the first time when it is loaded, later a moment after the server has news.</summary>
internal sealed class WalletSync(NetworkView network)
{
    private const int NewsTravel = 90;

    /// <returns>Whether the wallet is another now, so that it belongs on disk.</returns>
    public bool Run(Wallet wallet)
    {
        var isGranted = false;
        network.Try(chain => isGranted = chain.Grant(wallet.Keys, wallet.Funded));
        if (!isGranted || network.Away || Equals(wallet.Seen, Stamp(wallet)) || !HasTravelled(wallet))
        {
            return false;
        }

        bool grew;
        var isNew = false;
        do
        {
            isNew |= wallet.Take(Book(wallet));
            grew = wallet.Extend();
            isNew |= grew;
        }
        while (grew);

        wallet.Seen = Stamp(wallet);
        return isNew;
    }

    private static bool HasTravelled(Wallet wallet)
    {
        var now = Environment.TickCount64;
        wallet.NewsAt = wallet.NewsAt == 0 ? now : wallet.NewsAt;
        if (wallet.Seen is not null && now - wallet.NewsAt < NewsTravel)
        {
            return false;
        }

        wallet.NewsAt = 0;
        return true;
    }

    private object Stamp(Wallet wallet) => (network.Stamp, wallet.Receiving.Count, wallet.Change.Count);

    private List<BookEntry> Book(Wallet wallet) =>
    [
        .. wallet.Scripts.SelectMany(network.Chain.History)
            .DistinctBy(t => t.Id)
            .Select(t => (Entry: new BookEntry(t.Id, t.Transaction, network.HeightOf(t), t.At), t.Arrival))
            .OrderBy(e => e.Entry.Height == 0 ? int.MaxValue : e.Entry.Height)
            .ThenBy(e => e.Arrival)
            .Select(e => e.Entry),
    ];
}
