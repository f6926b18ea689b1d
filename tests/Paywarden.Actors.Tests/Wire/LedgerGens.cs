using CsCheck;
using Paywarden.Ledger;
using Paywarden.Ledger.Codec;

namespace Paywarden.Wire;

/// <summary>Made-up events of every form, with values out to their ends.</summary>
internal static class LedgerGens
{
    private static readonly Gen<DateTimeOffset> Times = Gen.DateTimeOffset;

    /// <summary>Anything that can be stored: half of a surrogate pair cannot.</summary>
    private static readonly Gen<string> Texts = Gen.String.Select(text => new string([.. text.Where(c => !char.IsSurrogate(c))]));

    private static readonly Gen<Amount> Amounts = Gen.OneOf(Gen.Long[0, Amount.MaxSatoshis], Gen.OneOf(0L, Amount.MaxSatoshis)).Select(Amount.Of);

    private static readonly Gen<Bytes> Runs = Gen.Byte.Array[0, 40].Select(bytes => Bytes.Copy(bytes));

    private static readonly Gen<Txid> Txids = Gen.Byte.Array[Txid.Length].Select(bytes => Txid.FromWire(bytes));

    private static readonly Gen<Outpoint> Outpoints = Gen.Select(Txids, Gen.UInt).Select((txid, index) => new Outpoint(txid, index));

    private static readonly Gen<FeeRate> Rates = Gen.Long[1, 10_000_000].Select(n => FeeRate.TryOf(n, out var rate) ? rate : throw new InvalidOperationException());

    private static readonly Gen<PaymentId> Ids = Gen.Int.Select(n => PaymentId.Of("store", "ann", $"{n}"));

    private static readonly Gen<TransactionOutput> Outputs = Gen.Select(Amounts, Runs).Select((value, script) => new TransactionOutput(value, script));

    private static readonly Gen<Coin> Coins = Gen.Select(Outpoints, Amounts, Runs).Select((outpoint, value, script) => new Coin(outpoint, value, script));

    private static readonly Gen<Witness> Witnesses = Gen.Select(Texts, Texts, Gen.Int).Select((daemon, server, confirmations) => new Witness(daemon, server, confirmations));

    public static readonly Gen<Proof> Proofs = Gen.OneOf(
        Texts.Select(Proof (why) => new Proof.NeverSigned(why)),
        Gen.Select(Outpoints, Runs, Txids, Witnesses.Array[1, 3]).Select(Proof (coin, winner, id, witnesses) => new Proof.Conflict(coin, winner, id, [.. witnesses])),
        Txids.Select(Proof (by) => new Proof.Replaced(by)),
        Txids.Select(Proof (parent) => new Proof.ParentLost(parent)));

    private static readonly Gen<PaymentOrder> Orders = Gen.Select(Ids, Texts, Outputs.Array[0, 4], Rates, Times, Amounts.Nullable())
        .Select((id, user, outputs, rate, expires, fee) => new PaymentOrder(id, user, [.. outputs], rate, expires) { Fee = fee });

    private static readonly Gen<Draft> Drafts = Gen.Select(Gen.Enum<DraftForm>(), Runs, Coins.Array[0, 3], Outputs.Array[0, 3], Gen.Int.Array[0, 3], Amounts)
        .Select((form, unsigned, coins, outputs, change, fee) => new Draft(form, unsigned, [.. coins], [.. outputs], [.. change], fee));

    private static readonly Gen<LedgerEvent> OfTheLedger = Gen.OneOf(
        Gen.Select(Texts, Texts, Gen.Enum<Network>(), Texts, Times).Select(LedgerEvent (wallet, chain, network, key, at) => new LedgerEvent.Bound(wallet, chain, network, key, at)),
        Gen.Select(Gen.Long, Texts, Texts, Times).Select(LedgerEvent (token, node, incarnation, at) => new LedgerEvent.Claimed(token, node, incarnation, at)),
        Gen.Select(Texts, Gen.Long, Times).Select(LedgerEvent (daemon, epoch, at) => new LedgerEvent.BuilderChosen(daemon, epoch, at)),
        Gen.Select(Texts, Times).Select(LedgerEvent (why, at) => new LedgerEvent.Held(why, at)),
        Gen.Select(Texts, Texts, Times).Select(LedgerEvent (by, why, at) => new LedgerEvent.Released(by, why, at)));

    private static readonly Gen<LedgerEvent> OfPayments = Gen.OneOf(
        Gen.Select(Orders, Times).Select(LedgerEvent (order, at) => new LedgerEvent.Accepted(order, at)),
        Gen.Select(Ids, Proofs, Times).Select(LedgerEvent (id, proof, at) => new LedgerEvent.Rejected(id, proof, at)),
        Gen.Select(Ids, Times).Select(LedgerEvent (id, at) => new LedgerEvent.Archived(id, at)),
        Gen.Select(Ids, Texts, Times).Select(LedgerEvent (id, content, at) => new LedgerEvent.KeptBack(id, content, at)),
        Gen.Select(Ids, Texts, Times).Select(LedgerEvent (id, by, at) => new LedgerEvent.LetGo(id, by, at)),
        Gen.Select(Gen.Int, Times).Select(LedgerEvent (attempt, at) => new LedgerEvent.GivenUp(attempt, at)),
        Gen.Select(Txids, Runs, Texts, Times).Select(LedgerEvent (txid, raw, by, at) => new LedgerEvent.ForeignTaken(txid, raw, by, at)),
        Gen.Select(Txids, Texts, Times).Select(LedgerEvent (txid, why, at) => new LedgerEvent.ForeignEnded(txid, why, at)));

    private static readonly Gen<LedgerEvent> OfAttempts = Gen.OneOf(
        Gen.Select(Gen.Int, Ids.Array[0, 3], Drafts, Gen.Long, Gen.Int.Nullable(), Times)
            .Select(LedgerEvent (attempt, payments, draft, epoch, replaces, at) => new LedgerEvent.Built(attempt, [.. payments], draft, epoch, replaces, at)),
        Gen.Select(Gen.Int, Texts, Times).Select(LedgerEvent (attempt, why, at) => new LedgerEvent.Dropped(attempt, why, at)),
        Gen.Select(Gen.Int, Runs, Txids, Times).Select(LedgerEvent (attempt, raw, txid, at) => new LedgerEvent.Signed(attempt, raw, txid, at)),
        Gen.Select(Gen.Int, Times).Select(LedgerEvent (attempt, at) => new LedgerEvent.Exposed(attempt, at)),
        Gen.Select(Gen.Int, Texts, Times).Select(LedgerEvent (attempt, by, at) => new LedgerEvent.Seen(attempt, by, at)),
        Gen.Select(Gen.Int, Texts, Times).Select(LedgerEvent (attempt, why, at) => new LedgerEvent.Unseen(attempt, why, at)),
        Gen.Select(Gen.Int, Gen.Int, Times).Select(LedgerEvent (attempt, height, at) => new LedgerEvent.Confirmed(attempt, height, at)),
        Gen.Select(Gen.Int, Texts, Times).Select(LedgerEvent (attempt, why, at) => new LedgerEvent.Unconfirmed(attempt, why, at)),
        Gen.Select(Gen.Int, Times).Select(LedgerEvent (attempt, at) => new LedgerEvent.Final(attempt, at)),
        Gen.Select(Gen.Int, Proofs, Times).Select(LedgerEvent (attempt, proof, at) => new LedgerEvent.Lost(attempt, proof, at)));

    private static readonly Gen<LedgerEvent> OfAddressesAndCoins = Gen.OneOf(
        Gen.Select(Gen.UInt, Texts, Times).Select(LedgerEvent (index, asker, at) => new LedgerEvent.Reserved(index, asker, at)),
        Gen.Select(Gen.UInt, Times).Select(LedgerEvent (count, at) => new LedgerEvent.Imported(count, at)),
        Gen.Select(Gen.UInt, Amounts, Gen.Int, Times).Select(LedgerEvent (index, amount, seconds, at) => new LedgerEvent.Requested(index, amount, seconds, at)),
        Gen.Select(Gen.UInt, Times).Select(LedgerEvent (below, at) => new LedgerEvent.Filed(below, at)),
        Gen.Select(Gen.UInt, Texts, Times).Select(LedgerEvent (index, address, at) => new LedgerEvent.Issued(index, address, at)),
        Gen.Select(Outpoints, Texts, Times).Select(LedgerEvent (coin, by, at) => new LedgerEvent.Frozen(coin, by, at)),
        Gen.Select(Outpoints, Texts, Times).Select(LedgerEvent (coin, by, at) => new LedgerEvent.Unfrozen(coin, by, at)));

    private static readonly Gen<ForeignSpend> Foreign = Gen.Select(Txids, Outpoints.Array[0, 3], Outputs.Array[0, 3])
        .Select((txid, coins, outputs) => new ForeignSpend(txid, [.. coins], [.. outputs]));

    private static readonly Gen<LedgerEvent> OfTheChain = Gen.OneOf(
        Gen.Select(Gen.Int, Ids.Array[0, 3], Drafts, Runs, Txids, Gen.Int.Nullable(), Times)
            .Select(LedgerEvent (attempt, payments, draft, raw, txid, replaces, at) => new LedgerEvent.Adopted(attempt, [.. payments], draft, raw, txid, replaces, at)),
        Gen.Select(Texts, Foreign.Array[0, 3], Texts.Array[0, 3], Gen.UInt, Times)
            .Select(LedgerEvent (by, foreign, differences, next, at) => new LedgerEvent.Reconciled(by, [.. foreign], [.. differences], next, at)));

    public static readonly Gen<LedgerEvent> Events = Gen.OneOf(OfTheLedger, OfPayments, OfAttempts, OfAddressesAndCoins, OfTheChain);
}
