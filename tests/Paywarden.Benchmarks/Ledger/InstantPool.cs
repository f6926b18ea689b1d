using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Daemons that answer at once and a chain that puts everything ten blocks deep: what is left is the ledger's own cost.</summary>
internal sealed class InstantPool : IWalletPool
{
    private const int Purses = 64;
    private const int Height = 1_000;
    private const int Remembered = 5_000;

    private static readonly FeeRate Rate = FeeRate.Least;

    private readonly Lock _gate = new();
    private readonly WalletAccount _account;
    private readonly Dictionary<Outpoint, Purse> _coins = [];
    private readonly Dictionary<Bytes, Txid> _lastUse = [];
    private readonly Queue<Txid> _sent = [];
    private readonly ImmutableArray<ITwin> _twins;

    public InstantPool(WalletAccount account)
    {
        _account = account;
        for (ushort i = 0; i < Purses; i++)
        {
            var coin = new Outpoint(Txid.FromWire([(byte)i, 1, .. new byte[30]]), 0);
            _coins[coin] = new Purse(coin, Amount.Of(10_000_000_000_000), KeyBranch.Receiving, i);
        }

        _twins = [.. Enumerable.Range(0, 2).Select(i => new Twin(this, $"bench-{i}"))];
        Signers = [new Signer()];
    }

    /// <summary>Whether it has daemons; without any it accepts and builds nothing.</summary>
    public bool Serves { get; set; }

    public string? PausedWhy => null;

    public ImmutableArray<ITwin> Twins => Serves ? _twins : [];

    public ImmutableArray<ISigner> Signers { get; }

    public Task<Told<uint>> CountAddressesAsync() => Task.FromResult<Told<uint>>(Purses);

    public void Issued(uint count)
    {
    }

    private sealed record Purse(Outpoint Coin, Amount Value, KeyBranch Branch, ushort Index);

    private BuildReply Build(HashSet<Outpoint> frozen, ImmutableArray<TransactionOutput> outputs)
    {
        lock (_gate)
        {
            if (_coins.Values.FirstOrDefault(c => !frozen.Contains(c.Coin)) is not { } purse)
            {
                return BuildReply.TooLittle;
            }

            var size = 10 + 148 + outputs.Sum(o => 9 + o.Script.Length) + 34;
            var change = purse.Value.Satoshis - outputs.Sum(o => o.Value.Satoshis) - Rate.For(size).Satoshis;
            var key = PartialKey.Of(_account.Key, (ushort)purse.Branch, purse.Index);
            var partial = new PartialTransaction(
                2,
                [PartialInput.Of(purse.Coin, purse.Value, key, 0xfffffffe)],
                outputs.Add(new TransactionOutput(Amount.Of(change), _account.Script(KeyBranch.Change, purse.Index))),
                Height);
            return new BuildReply(DraftForm.ElectronCash, Bytes.Copy(partial.Write()), purse.Index);
        }
    }

    private void Take(Bytes raw)
    {
        lock (_gate)
        {
            if (!Transaction.TryRead(raw.Span, out var transaction, out var why))
            {
                throw new InvalidOperationException(why);
            }

            if (!_coins.Remove(transaction.Inputs[0].Spends, out var purse))
            {
                return; // sent again
            }

            var (id, last) = (transaction.Id(), transaction.Outputs.Length - 1);
            var change = new Outpoint(id, (uint)last);
            _coins[change] = new Purse(change, transaction.Outputs[last].Value, KeyBranch.Change, purse.Index);
            _lastUse[_account.Script(purse.Branch, purse.Index)] = id;
            _sent.Enqueue(id);
            if (_sent.Count > Remembered)
            {
                _sent.Dequeue();
            }
        }
    }

    private T Locked<T>(Func<T> look)
    {
        lock (_gate)
        {
            return look();
        }
    }

    private sealed class Twin(InstantPool pool, string id) : ITwin
    {
        private readonly HashSet<Outpoint> _frozen = [];

        public string Id => id;

        public string Server => id;

        public Task<Told<bool>> IsSynchronizedAsync() => Task.FromResult<Told<bool>>(true);

        public Task<Told<ImmutableDictionary<Outpoint, bool>>> CoinsAsync() =>
            Task.FromResult<Told<ImmutableDictionary<Outpoint, bool>>>(pool.Locked(() => pool._coins.Keys.ToImmutableDictionary(c => c, _frozen.Contains)));

        public Task<Told<bool>> FreezeAsync(ImmutableArray<Outpoint> freeze, ImmutableArray<Outpoint> unfreeze)
        {
            _frozen.UnionWith(freeze);
            _frozen.ExceptWith(unfreeze);
            return Task.FromResult<Told<bool>>(true);
        }

        public Task<Told<BuildReply>> BuildAsync(ImmutableArray<TransactionOutput> outputs, FeeRate rate, Amount? fee) => Task.FromResult<Told<BuildReply>>(pool.Build(_frozen, outputs));

        public Task<Told<Amount>> MoneyAsync() => Task.FromResult<Told<Amount>>(pool.Locked(() => Amount.Of(pool._coins.Values.Sum(c => c.Value.Satoshis))));

        public Task<Told<ImmutableArray<Unspent>>> UnspentAsync(Bytes script) => Task.FromResult<Told<ImmutableArray<Unspent>>>(pool.Locked(ImmutableArray<Unspent> () =>
            [.. pool._coins.Values.Where(c => pool._account.Script(c.Branch, c.Index) == script).Select(c => new Unspent(c.Coin, Height))]));

        public Task<Told<BroadcastReply>> BroadcastAsync(Bytes raw)
        {
            pool.Take(raw);
            return Task.FromResult(Told.Not<BroadcastReply>("nobody asks")); // no reply to a broadcast is evidence
        }

        public Task<Told<ImmutableArray<AddressUse>>> UsesAsync(Bytes script) => Task.FromResult<Told<ImmutableArray<AddressUse>>>(pool.Locked(ImmutableArray<AddressUse> () =>
            pool._lastUse.TryGetValue(script, out var txid) ? [new AddressUse(txid, Height)] : []));

        public Task<Told<Bytes>> TransactionAsync(Txid txid) => Task.FromResult(Told.Not<Bytes>("it keeps none"));

        public Task<Told<WalletHistory>> HistoryAsync(IReadOnlyCollection<Txid> about) => Task.FromResult<Told<WalletHistory>>(pool.Locked(() => new WalletHistory(Height, pool._sent.ToImmutableDictionary(t => t, _ => 10))));

        public Task<Told<uint>> ReceivingAsync() => Task.FromResult<Told<uint>>(Purses);

        public Task<Told<string>> AddressAsync(uint index) => Task.FromResult<Told<string>>(pool._account.Address(KeyBranch.Receiving, index));
    }

    private sealed class Signer : ISigner
    {
        public string Id => "bench-s0";

        public Task<Told<Bytes>> SignAsync(Bytes unsigned)
        {
            if (!PartialTransaction.TryRead(unsigned.Span, out var partial, out var why))
            {
                return Task.FromResult(Told.Not<Bytes>(why));
            }

            var plain = partial.Plain();
            var signed = plain with { Inputs = [.. plain.Inputs.Select(i => i with { Script = Bytes.Copy(new byte[106]) })] };
            return Task.FromResult<Told<Bytes>>(Bytes.Copy(signed.Write()));
        }
    }
}
