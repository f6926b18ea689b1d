using System.Collections.Immutable;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using Paywarden.Ledger.World;

namespace Paywarden.Ledger;

/// <summary>A node that was killed forgets what is in no block yet. Nobody else has its wallet, so nobody else would send that again.</summary>
public sealed class ForgottenSpecs
{
    private readonly LoneNode _node = new();

    [Fact]
    public async Task What_a_node_has_forgotten_is_given_to_it_again_in_the_order_in_which_it_was_made()
    {
        _node.Forgets = [Name(3), Name(1)];

        await LookAsync(Of(1, AttemptStage.Exposed), Of(2, AttemptStage.Exposed), Of(3, AttemptStage.Exposed));

        Assert.Equal([Raw(1), Raw(3)], _node.Sent);
    }

    [Fact]
    public async Task Bytes_that_were_never_exposed_and_those_of_a_held_wallet_are_not()
    {
        _node.Forgets = [Name(1), Name(2)];

        await LookAsync(Of(1, AttemptStage.Signed));
        await LookAsync(LedgerState.Empty with { Held = "restored" }, Of(2, AttemptStage.Exposed));

        Assert.Empty(_node.Sent);
    }

    private Task LookAsync(params Attempt[] attempts) => LookAsync(LedgerState.Empty, attempts);

    private async Task LookAsync(LedgerState state, params Attempt[] attempts)
    {
        var book = new Book(state with
        {
            Account = FakeWallet.Account,
            Attempts = attempts.ToImmutableSortedDictionary(a => a.Number, a => a),
            ByTxid = attempts.ToImmutableDictionary(a => a.Txid!.Value, a => a.Number),
        });
        var end = await new LedgerHands(_node, book, (_, _) => Task.FromResult(true), new AddressHands(_node, book, new FakeAddressBook(), "ledger"), TimeProvider.System).PerformAsync(new LedgerEffect.Look(), 0);
        Assert.False(end.IsDone);
    }

    private static Attempt Of(byte number, AttemptStage stage) =>
        new(number, [], new Draft(DraftForm.Psbt, Bytes.Empty, [new Coin(new Outpoint(Name(number), 9), Amount.Of(1_000), Raw(number))], [], [], Amount.Zero), 1, null, stage)
        {
            Raw = Raw(number),
            Txid = Name(number),
        };

    private static Bytes Raw(byte number) => Bytes.Copy([number]);

    private static Txid Name(byte number) => Txid.FromWire([number, .. new byte[31]]);

    private sealed class Book(LedgerState state) : ILedgerBook
    {
        public LedgerState State => state;

        public Task<Refusal?> StoreAsync(LedgerCommand command) => Task.FromResult<Refusal?>(null);
    }

    private sealed class LoneNode : IWalletPool, ITwin
    {
        public ImmutableArray<Txid> Forgets { get; set; } = [];

        public List<Bytes> Sent { get; } = [];

        public string? PausedWhy => null;

        public ImmutableArray<ITwin> Twins => [this];

        public ImmutableArray<ISigner> Signers => [];

        public string Id => "store-0";

        public string Server => "any";

        public Task<Told<bool>> IsSynchronizedAsync() => Task.FromResult<Told<bool>>(true);

        public Task<Told<WalletHistory>> HistoryAsync(IReadOnlyCollection<Txid> about) =>
            Task.FromResult<Told<WalletHistory>>(new WalletHistory(100, about.ToImmutableDictionary(t => t, _ => 0)) { Forgotten = Forgets });

        public Task<Told<BroadcastReply>> BroadcastAsync(Bytes raw)
        {
            Sent.Add(raw);
            return Task.FromResult<Told<BroadcastReply>>(new BroadcastReply(BroadcastVerdict.Taken, ""));
        }

        public Task<Told<ImmutableDictionary<Outpoint, bool>>> CoinsAsync() => throw new NotSupportedException();

        public Task<Told<bool>> FreezeAsync(ImmutableArray<Outpoint> freeze, ImmutableArray<Outpoint> unfreeze) => throw new NotSupportedException();

        public Task<Told<BuildReply>> BuildAsync(ImmutableArray<TransactionOutput> outputs, FeeRate rate, Amount? fee) => throw new NotSupportedException();

        public Task<Told<Amount>> MoneyAsync() => throw new NotSupportedException();

        public Task<Told<ImmutableArray<Unspent>>> UnspentAsync(Bytes script) => throw new NotSupportedException();

        public Task<Told<ImmutableArray<AddressUse>>> UsesAsync(Bytes script) => throw new NotSupportedException();

        public Task<Told<Bytes>> TransactionAsync(Txid txid) => throw new NotSupportedException();

        public Task<Told<uint>> CountAddressesAsync() => throw new NotSupportedException();

        public void Issued(uint count)
        {
        }

        public Task<Told<uint>> ReceivingAsync() => throw new NotSupportedException();

        public Task<Told<string>> AddressAsync(uint index) => throw new NotSupportedException();
    }
}
