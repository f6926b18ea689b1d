using System.Collections.Concurrent;
using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A request with what is known of it now.</summary>
internal sealed record SeenRequest(AddressRow Row, RequestStatus Status, ImmutableArray<Txid> Txids);

/// <summary>How far requests are, by the daemons at the time of asking. Which transactions paid to an address, a server says; what they pay is read from their bytes,
/// whose hash is their name; how deep they are, the daemon has verified. A single one is asked of a second daemon as well: Electron Cash can miss a payment for
/// good while it says that it is level.</summary>
internal sealed class RequestReader(PayingWallets wallets, SqlLedgerAddresses book, TimeProvider clock)
{
    /// <summary>Transactions never change; what they pay to is asked for again and again while a request is open.</summary>
    private const int MostKept = 10_000;

    /// <summary>More than these, and it pays to ask for the list of unused addresses first.</summary>
    private const int Few = 3;

    private readonly ConcurrentDictionary<Txid, Transaction> _transactions = [];

    public async Task<Told<ImmutableArray<SeenRequest>>> ReadAsync(string wallet, string ledger, ImmutableArray<AddressRow> rows)
    {
        var open = rows.Where(r => r.Settled is null).ToList();
        var seen = new Dictionary<AddressRow, SeenRequest>();
        if (open.Count > 0)
        {
            var (twin, witness) = await LevelAsync(wallet).ConfigureAwait(false);
            if (twin is null)
            {
                return Told.Not<ImmutableArray<SeenRequest>>($"no daemon of {wallet} is level with its server");
            }

            var mined = await twin.MinedAsync().ConfigureAwait(false);
            var unused = open.Count > Few ? await twin.UnusedAsync().ConfigureAwait(false) : ImmutableHashSet<string>.Empty;
            if (!mined.IsTold || !unused.IsTold)
            {
                return Told.Not<ImmutableArray<SeenRequest>>($"{twin.Id}: {mined.Fault ?? unused.Fault}");
            }

            foreach (var row in open)
            {
                var receipts = unused.Value!.Contains(row.Address) ? ImmutableArray<(Txid, Receipt)>.Empty
                    : await ReceiptsAsync(wallet, row, twin, open.Count == 1 ? witness : null, mined.Value!).ConfigureAwait(false);
                if (!receipts.IsTold)
                {
                    return Told.Not<ImmutableArray<SeenRequest>>(receipts.Fault!);
                }

                var status = RequestStatus.Of(row.Terms!.Amount, row.Terms.Expires(row.IssuedAt), [.. receipts.Value.Select(r => r.Receipt)], clock.GetUtcNow());
                seen[row] = new SeenRequest(row, status, [.. receipts.Value.Select(r => r.Txid).Distinct()]);
            }

            if (await RememberAsync(wallet, ledger, seen.Values).ConfigureAwait(false) is { } why)
            {
                return Told.Not<ImmutableArray<SeenRequest>>(why);
            }
        }

        return rows.Select(r => seen.GetValueOrDefault(r) ?? Settled(wallet, r)).ToImmutableArray();
    }

    /// <summary>Somebody paid to it, as a daemon's server has it now; not told where none answers.</summary>
    public async Task<Told<bool>> IsUsedAsync(string wallet, string address)
    {
        var (twin, witness) = await LevelAsync(wallet).ConfigureAwait(false);
        if (twin is null)
        {
            return Told.Not<bool>($"no daemon of {wallet} is level with its server");
        }

        foreach (var asked in new[] { twin, witness }.OfType<ITwin>())
        {
            var uses = await asked.UsesAsync(ScriptOf(wallet, address)).ConfigureAwait(false);
            if (!uses.IsTold || uses.Value.Length > 0)
            {
                return uses.IsTold ? true : Told.Not<bool>($"{asked.Id}: {uses.Fault}");
            }
        }

        return false;
    }

    /// <summary>One that is level, and another on a server of its own where there is one.</summary>
    private async Task<(ElectrumFamilyTwin? Twin, ITwin? Witness)> LevelAsync(string wallet)
    {
        var twins = wallets.PoolOf(wallet).Twins;
        foreach (var twin in twins.OfType<ElectrumFamilyTwin>())
        {
            if (await twin.IsSynchronizedAsync().ConfigureAwait(false) is { IsTold: true, Value: true })
            {
                return (twin, twins.FirstOrDefault(t => t.Server != twin.Server));
            }
        }

        return (null, null);
    }

    private async Task<Told<ImmutableArray<(Txid Txid, Receipt Receipt)>>> ReceiptsAsync(
        string wallet, AddressRow row, ElectrumFamilyTwin twin, ITwin? witness, ImmutableDictionary<Txid, Mined> mined)
    {
        var script = ScriptOf(wallet, row.Address);
        var uses = await twin.UsesAsync(script).ConfigureAwait(false);
        if (!uses.IsTold)
        {
            return Told.Not<ImmutableArray<(Txid, Receipt)>>($"{twin.Id}: {uses.Fault}");
        }

        var others = witness is null ? default : await witness.UsesAsync(script).ConfigureAwait(false);
        var found = ImmutableArray.CreateBuilder<(Txid, Receipt)>();
        foreach (var (txid, asked) in uses.Value.Select(u => (u.Txid, Of: (ITwin)twin)).Concat(others.Value.IsDefault ? [] : others.Value.Select(u => (u.Txid, Of: witness!))).DistinctBy(u => u.Txid))
        {
            if (await TransactionAsync(asked, txid).ConfigureAwait(false) is not { } transaction)
            {
                return Told.Not<ImmutableArray<(Txid, Receipt)>>($"{asked.Id} does not show what paid to {row.Address}");
            }

            var depth = mined.GetValueOrDefault(txid);
            found.AddRange(transaction.Outputs.Where(o => o.Script == script).Select(o => (txid, new Receipt(o.Value, Math.Max(0, depth.Confirmations), Since(row, depth)))));
        }

        return found.DrainToImmutable();
    }

    /// <summary>Seen by an earlier look, or in a block of that time, or now for the first time.</summary>
    private DateTimeOffset Since(AddressRow row, Mined mined)
    {
        var since = mined.At ?? clock.GetUtcNow();
        return row.Covered is { } covered && DateTimeOffset.FromUnixTimeMilliseconds(covered) is var earlier && earlier < since ? earlier : since;
    }

    private async Task<Transaction?> TransactionAsync(ITwin twin, Txid txid)
    {
        if (_transactions.TryGetValue(txid, out var known))
        {
            return known;
        }

        var raw = await twin.TransactionAsync(txid).ConfigureAwait(false);
        if (!raw.IsTold || !Transaction.TryRead(raw.Value.Span, out var transaction, out _) || transaction.Id() != txid)
        {
            return null;
        }

        if (_transactions.Count >= MostKept)
        {
            _transactions.Clear();
        }

        return _transactions[txid] = transaction;
    }

    /// <summary>When it was covered is known to nobody later, and what is buried need not be looked at again.</summary>
    private async Task<string?> RememberAsync(string wallet, string ledger, IEnumerable<SeenRequest> seen)
    {
        var final = wallets.Find(wallet)!.Chain.FinalConfirmations;
        var covered = await book.CoverAsync(ledger, seen.Where(s => s.Status.IsCovered && s.Row.Covered is null).Select(s => (s.Row, clock.GetUtcNow()))).ConfigureAwait(false);
        var settled = await book.SettleAsync(ledger, seen.Where(s => s.Status.IsCovered && s.Status.Confirmations >= final).Select(s => (s.Row, s.Status))).ConfigureAwait(false);
        return covered.Fault ?? settled.Fault;
    }

    private SeenRequest Settled(string wallet, AddressRow row) => new(
        row,
        new RequestStatus(RequestReplies.StateOf(row.Settled!), Amount.Of(row.Received!.Value), wallets.Find(wallet)!.Chain.FinalConfirmations),
        []);

    private Bytes ScriptOf(string wallet, string address) =>
        Addresses.TryRead(wallets.Find(wallet)!.Chain, address, out var read, out var why) ? read.Script : throw new InvalidOperationException($"a stored address cannot be read: {why}");
}
