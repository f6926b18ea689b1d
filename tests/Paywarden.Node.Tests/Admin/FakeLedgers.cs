using System.Collections.Concurrent;
using System.Collections.Immutable;
using Paywarden.Kernel;
using Paywarden.Ledger;
using Paywarden.Ledger.Codec;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Admin;

/// <summary>Two wallets with payments that a test wrote.</summary>
public sealed class FakeLedgers : ILedgers, IHeldWallets
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public IReadOnlyDictionary<string, Chain> Wallets { get; } = new Dictionary<string, Chain> { ["other"] = Ledger.Codec.Chains.BchRegtest, ["store"] = Ledger.Codec.Chains.BchRegtest };

    public Dictionary<string, List<PaymentReport>> Payments { get; } = new() { ["other"] = [], ["store"] = [] };

    /// <summary>Why a wallet cannot be asked.</summary>
    public ConcurrentDictionary<string, Refusal> Away { get; } = [];

    public string? Held { get; set; }

    /// <summary>What the next act is answered with.</summary>
    public Refusal? No { get; set; }

    public ImmutableArray<string> Differences { get; set; } = [];

    public ConcurrentQueue<(string Wallet, LedgerCommand Command)> Acts { get; } = [];

    public string? WhyHeld(string wallet) => wallet == "store" ? Held : null;

    /// <param name="number">Seconds after noon, and the last byte of whom it pays.</param>
    public PaymentReport Add(string wallet, string user, byte number, PaymentStage stage = PaymentStage.Final)
    {
        ImmutableArray<TransactionOutput> outputs = [new(Amount.Of(100_000), Destination(number))];
        var order = new PaymentOrder(PaymentId.Of(wallet, user, $"{number}"), user, outputs, FeeRate.Least, Noon.AddMinutes(10));
        var report = new PaymentReport(order.Id, stage, order, Noon.AddSeconds(number), Txid.FromWire([number, .. new byte[31]]), Amount.Of(226), null)
        {
            Story = [new Moment(Noon, "accepted")],
            WaitsFor = "for a block",
        };
        Payments[wallet].Add(report);
        return report;
    }

    public static Bytes Destination(byte number) => Scripts.ToKeyHash([number, .. new byte[19]]);

    public Task<PaymentTold> FindAsync(string wallet, PaymentId id) => Task.FromResult(
        Away.TryGetValue(wallet, out var away) ? new PaymentTold(null, false, away)
        : Payments[wallet].Find(p => p.Id == id) is { } found ? new PaymentTold(found, false, null)
        : new PaymentTold(null, false, new Refusal("unknown-payment", "no such payment")));

    public Task<PaymentsTold> ListAsync(string wallet, ListRequest request)
    {
        if (Away.TryGetValue(wallet, out var away))
        {
            return Task.FromResult(new PaymentsTold([], null, default, away));
        }

        var all = Payments[wallet]
            .Where(p => request.Filter.Takes(p.Order, p.Stage, p.Txid, p.Accepted) && (request.After is null || Place(p) < request.After))
            .OrderByDescending(Place)
            .ToList();
        var page = all.Take(request.Limit).ToImmutableArray();
        return Task.FromResult(new PaymentsTold(page, all.Count > page.Length ? Place(page[^1]) : null, Noon, null));
    }

    public Task<Refusal?> ActAsync(string wallet, LedgerCommand command)
    {
        Acts.Enqueue((wallet, command));
        return Task.FromResult(No);
    }

    public Task<ReconcileTold> ReconcileAsync(string wallet, string by) => Task.FromResult(
        No is { } no ? new ReconcileTold(null, no) : new ReconcileTold(new Reconciliation(Noon, by, Differences), null));

    private static ArchiveCursor Place(PaymentReport p) => ArchiveCursor.After(p.Accepted, p.Id);
}
