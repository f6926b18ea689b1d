using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger.World;

/// <summary>What any daemon of the wallet can compute from its key and a server's view.</summary>
internal static class FakeWallet
{
    private const uint Window = 120;

    /// <summary>The account of the published vectors: whoever knows it can spend nothing that exists.</summary>
    public const string AccountKey = "tpubD6NzVbkrYhZ4XgiXtGrdW5XDAPFCL9h7we1vwNCpn8tGbBcgfVYjXyhWo4E1xkh56hjod1RhGjxbaTLV3X4FyWuejifB9jusQ46QzG87VKp";

    private static readonly WalletAccount Known = Read();
    private static readonly ImmutableDictionary<Bytes, (KeyBranch Branch, uint Index)> Places = Scripts().ToImmutableDictionary(s => s.Script, s => s.Place);

    public static WalletAccount Account => Known;

    public static bool IsOwn(Bytes script) => Places.ContainsKey(script);

    public static Bytes Receiving(uint index) => Known.Script(KeyBranch.Receiving, index);

    public static IEnumerable<Standing> Concerning(FakeServer server)
    {
        var view = server.View().ToList();
        var own = view.SelectMany(v => v.Transaction.Outputs.Select((o, i) => (v.Id, o.Script, i)).Where(o => IsOwn(o.Script))).Select(o => new Outpoint(o.Id, (uint)o.i)).ToHashSet();
        return view.Where(v => v.Transaction.Outputs.Any(o => IsOwn(o.Script)) || v.Transaction.Inputs.Any(i => own.Contains(i.Spends)));
    }

    public static IEnumerable<(Coin Coin, int Height)> Unspent(FakeServer server)
    {
        var view = server.View().ToList();
        var spent = view.SelectMany(v => v.Transaction.Inputs.Select(i => i.Spends)).ToHashSet();
        return from v in view
               from output in v.Transaction.Outputs.Select((o, i) => (Output: o, Index: (uint)i))
               where IsOwn(output.Output.Script)
               let coin = new Coin(new Outpoint(v.Id, output.Index), output.Output.Value, output.Output.Script)
               where !spent.Contains(coin.Outpoint)
               select (coin, v.Height ?? 0);
    }

    public static IEnumerable<Coin> Coins(FakeServer server) => Unspent(server).Select(u => u.Coin);

    /// <summary>Takes whole addresses, as the real ones do, and gives its change to the first change address without history: two builds in a row to the same.</summary>
    public static Told<BuildReply> Build(ImmutableArray<Coin> coins, ImmutableArray<TransactionOutput> outputs, FeeRate rate, FakeServer server)
    {
        var wanted = outputs.Sum(o => o.Value.Satoshis);
        var chosen = new List<Coin>();
        long fee = 0;
        foreach (var address in coins.GroupBy(c => c.Script).OrderBy(g => g.Min(c => c.Outpoint)))
        {
            chosen.AddRange(address);
            fee = rate.For(10 + (148 * chosen.Count) + outputs.Sum(o => 9 + o.Script.Length) + 34).Satoshis;
            if (chosen.Sum(c => c.Value.Satoshis) >= wanted + fee)
            {
                break;
            }
        }

        var left = chosen.Sum(c => c.Value.Satoshis) - wanted - fee;
        if (left < 0 || chosen.Count == 0)
        {
            return BuildReply.TooLittle;
        }

        var used = server.View().SelectMany(v => v.Transaction.Outputs).Select(o => o.Script).ToHashSet();
        var change = Enumerable.Range(0, (int)Window).First(i => !used.Contains(Account.Script(KeyBranch.Change, (uint)i)));
        ImmutableArray<TransactionOutput> all = left >= 546 ? outputs.Add(new TransactionOutput(Amount.Of(left), Account.Script(KeyBranch.Change, (uint)change))) : outputs;
        var partial = new PartialTransaction(
            2,
            [.. chosen.Select(c => PartialInput.Of(c.Outpoint, c.Value, PartialKey.Of(Account.Key, (ushort)Places[c.Script].Branch, (ushort)Places[c.Script].Index), 0xfffffffe))],
            [.. all.OrderBy(o => o.Value).ThenBy(o => o.Script.Hex, StringComparer.Ordinal)],
            (uint)server.Height);
        return new BuildReply(DraftForm.ElectronCash, Bytes.Copy(partial.Write()), left >= 546 ? (uint)change : null);
    }

    private static IEnumerable<(Bytes Script, (KeyBranch Branch, uint Index) Place)> Scripts() =>
        from branch in new[] { KeyBranch.Receiving, KeyBranch.Change }
        from index in Enumerable.Range(0, (int)Window)
        select (Known.Script(branch, (uint)index), (branch, (uint)index));

    private static WalletAccount Read() =>
        ExtendedPublicKey.TryRead(Chains.BchRegtest, AccountKey, out var key, out var why) ? WalletAccount.Of(key) : throw new InvalidOperationException(why);
}
