using System.Collections.Immutable;
using System.Text.Json;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A node's wallet: what litecoind 0.21.2 built and signed, where no public key tells whose the money is.</summary>
public sealed class NodeWalletSpecs
{
    private const string Seed = "hdseed:23d2098c6835be379bf1472d0fc20f48362d41a6";

    /// <summary>A coin in a script of its own (P2SH-P2WPKH): getnewaddress "" p2sh-segwit, sendtoaddress, walletcreatefundedpsbt with that coin and feeRate 0.00002,
    /// walletprocesspsbt, finalizepsbt; its decoderawtransaction says 164 virtual bytes.</summary>
    private const string Nested =
        "cHNidP8BAHECAAAAASOJVxckIzC/aWlt1fzXZRQ4F20n3FBt2hF+ECpbPYuUAAAAAAD/////AnhneAQAAAAAFgAUVakpT2eISnCJeQO1bHN8HR4x+C1AeH0BAAAAABYAFHUedugZkZbUVJQcRdGzoyPxQzvWAAAAAAABAHICAAAAAdPV+/Lz8iTG3R8wK0WjqdLGGnUfu1TyiSswNR9/C/XKAQAAAAD+////AgDh9QUAAAAAF6kUAXB5AIXr3uvKX7GvMnTPmnhfoJaHIFIZHgEAAAAWABSYBUzDL4mdVoaigcSISFwbRbenwWoAAAABASAA4fUFAAAAABepFAFweQCF697ryl+xrzJ0z5p4X6CWhwEEFgAU5MmQ8ULSPH64zWZD/hILQhTvP6siBgIdGz0vgKnYcFE45q6BrMRLEb3iU2lZwZUkvkeOLp3drBC2inAaAAAAgAAAAIAFAACAACICAsbvEweuv4o+NLVjDh8b48vkBcFt8wZWV2pZ8CKIA9yXELaKcBoAAACAAQAAgBQAAIAAAA==";

    private const string NestedSigned =
        "0200000000010123895717242330bf69696dd5fcd7651438176d27dc506dda117e102a5b3d8b940000000017160014e4c990f142d23c7eb8cd6643fe120b4214ef3fabffffffff02786778040000000016001455a9294f67884a70897903b56c737c1d1e31f82d40787d0100000000160014751e76e8199196d454941c45d1b3a323f1433bd602473044022010de94595727e33836f7505ccd9640ec59ca8663c34e5a239776578fdd5e6feb0220112186fb13dd46f153a22cecc855e4c4fcbcf4509fc431cf123365495dbc34eb0121021d1b3d2f80a9d8705138e6ae81acc44b11bde2536959c19524be478e2e9dddac00000000";

    private static readonly JsonElement Vectors = Some.Json("daemon-vectors.json").GetProperty("litecoin").GetProperty("payments");

    private static readonly WalletAccount Account = WalletAccount.TryRead(Chains.LtcRegtest, Seed, out var account, out var why) ? account : throw new InvalidOperationException(why);

    private readonly SomeLedger _ledger = new(Chains.LtcRegtest, Seed);

    public static TheoryData<int> Payments => [0, 1, 2];

    [Theory]
    [MemberData(nameof(Payments))]
    public void What_the_node_built_is_read_by_its_word_and_what_it_signed_is_that_draft(int payment)
    {
        var vector = Vectors[payment];
        var change = vector.GetProperty("change_position").GetInt32();
        var draft = Read(Unsigned(vector), WordOf(Unsigned(vector), change));

        Assert.Equal(vector.GetProperty("inputs").EnumerateArray().Select(i => i.GetString()), draft.Coins.Select(c => c.Outpoint.ToString()));
        Assert.Equal(vector.GetProperty("fee").GetString(), draft.Fee.ToString());
        Assert.Equal(change, Assert.Single(draft.OwnChange));
        Assert.NotNull(draft.Signed(Bytes.Copy(Convert.FromHexString(Text(vector, "hex"))), out var why));
        Assert.Equal("", why);
    }

    [Theory]
    [MemberData(nameof(Payments))]
    public void Its_fee_is_near_what_was_asked(int payment)
    {
        var vector = Vectors[payment];
        var change = vector.GetProperty("change_position").GetInt32();
        var draft = Read(Unsigned(vector), WordOf(Unsigned(vector), change));
        FeeRate.TryOf(2_000, out var asked);
        FeeRate.TryOf(20_000, out var more);

        Assert.Null(Look(draft, [draft.Outputs[1 - change]], asked));
        Assert.Contains("is below", Look(draft, [draft.Outputs[1 - change]], more)!.Why, StringComparison.Ordinal);
        Assert.Contains("is above", Look(draft with { Fee = Amount.Of(draft.Fee.Satoshis + 1_100) }, [draft.Outputs[1 - change]], asked)!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_coin_in_a_script_of_its_own_is_as_long_as_the_node_says()
    {
        var unsigned = Bytes.Copy(Convert.FromBase64String(Nested));
        var draft = Read(unsigned, WordOf(unsigned, 0));

        Assert.Equal(164, draft.SignedSize);
        Assert.NotNull(draft.Signed(Bytes.Copy(Convert.FromHexString(NestedSigned)), out _));
    }

    [Fact]
    public void A_coin_that_the_node_does_not_call_its_own_is_not_spent() =>
        Assert.Equal("an input is of another account", Refused(Unsigned(Vectors[0]), NodeWord.None));

    [Fact]
    public void A_script_that_needs_more_than_one_key_is_not_spent()
    {
        // The same transaction without the inner script: what it takes to sign is then unknown.
        Assert.True(Psbt.TryRead(Convert.FromBase64String(Nested), out var psbt, out _));
        var bare = psbt with { Inputs = [.. psbt.Inputs.Select(i => i with { Map = i.Map.Without(PsbtType.InRedeemScript) })] };

        Assert.Equal("a coin is locked in a way that is not known here", Refused(Bytes.Copy(bare.Write()), WordOf(Bytes.Copy(bare.Write()), 0)));
    }

    [Fact]
    public void Change_that_the_node_does_not_call_its_own_goes_to_a_stranger()
    {
        var unsigned = Unsigned(Vectors[0]);
        var draft = Read(unsigned, WordOf(unsigned, 1) with { Change = [] });
        FeeRate.TryOf(2_000, out var rate);

        Assert.Contains("not in the order", Look(draft, [draft.Outputs[0]], rate)!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_word_counts_for_nothing_where_a_key_tells()
    {
        var unsigned = Unsigned(Vectors[0]);
        var other = WalletAccount.Of(Some.ReadAccount(Chains.LtcRegtest, Some.Json("daemon-vectors.json").GetProperty("litecoin").GetProperty("derived")[0].GetProperty("key").GetString()!));

        Assert.False(Draft.TryRead(other, DraftForm.Psbt, unsigned, null, WordOf(unsigned, 1), out _, out var why));
        Assert.Equal("an input is of another account", why);
    }

    [Fact]
    public void Two_outputs_to_one_address_are_looked_for_as_their_sum()
    {
        var unsigned = Unsigned(Vectors[0]);
        var draft = Read(unsigned, WordOf(unsigned, 1));
        var paid = draft.Outputs[0];
        var half = paid with { Value = Amount.Of(paid.Value.Satoshis / 2) };
        FeeRate.TryOf(2_000, out var rate);

        Assert.Null(Look(draft, [half, half], rate));
        Assert.NotNull(Look(draft, [paid, paid], rate));
        Assert.NotNull(Look(draft, [half], rate));
    }

    [Fact]
    public void Change_too_small_to_pay_out_may_go_into_the_fee_but_no_more()
    {
        var unsigned = Unsigned(Vectors[0]);
        var draft = Read(unsigned, WordOf(unsigned, 1));
        var whole = draft with { Outputs = [draft.Outputs[0]], OwnChange = [] };
        FeeRate.TryOf(2_000, out var rate);
        var usual = rate.For(whole.SignedSize).Satoshis;

        Assert.Null(Look(whole with { Fee = Amount.Of(usual + 5_460) }, [draft.Outputs[0]], rate));
        Assert.NotNull(Look(whole with { Fee = Amount.Of(usual + 5_461) }, [draft.Outputs[0]], rate));
    }

    [Fact]
    public void Money_in_change_that_its_node_does_not_count_is_waited_for()
    {
        var (sent, next) = (_ledger.Pay("a", 50_000_000, to: 1), _ledger.Pay("b", 49_000_000, to: 2));
        Exposed(sent);

        // The first coin is spent, and its transaction has dropped out of the node's memory: it sees nothing.
        Assert.Empty(_ledger.Tell(new LedgerCommand.CannotAfford(next, Amount.Zero)));
        _ledger.Look(200, (_ledger.State.Attempts[1].Txid!.Value, 1));
        Assert.IsType<LedgerEvent.Rejected>(Assert.Single(_ledger.Tell(new LedgerCommand.CannotAfford(next, Amount.Of(48_000_000)))));
    }

    [Fact]
    public void Its_addresses_have_no_index() => Assert.Equal("not-derived", _ledger.Refusal(new LedgerCommand.Reserve("a", _ledger.Now)));

    [Fact]
    public void Its_ledger_is_bound_to_its_seed()
    {
        Assert.Empty(_ledger.Tell(new LedgerCommand.Bind("store", "LTC", Network.Regtest, Seed)));
        Assert.Equal("other-wallet", _ledger.Refusal(new LedgerCommand.Bind("store", "LTC", Network.Regtest, Seed[..^1] + "7")));
        Assert.False(_ledger.Events.Aggregate(LedgerState.Empty, LedgerMachine.Apply).Account!.IsDerived);
    }

    [Theory]
    [InlineData("hdseed:")]
    [InlineData("hdseed:23d2098c6835be379bf1472d0fc20f48362d41a")]
    [InlineData("hdseed:23D2098C6835BE379BF1472D0FC20F48362D41A6")]
    [InlineData("hdseed:23d2098c6835be379bf1472d0fc20f48362d41ag")]
    public void A_seed_is_named_by_40_hex_digits(string text)
    {
        Assert.False(WalletAccount.TryRead(Chains.LtcRegtest, text, out _, out var why));
        Assert.Equal("the name of the wallet's seed is not 40 hex digits", why);
    }

    private void Exposed(PaymentId payment)
    {
        var unsigned = Unsigned(Vectors[0]);
        var read = Read(unsigned, WordOf(unsigned, 1));
        var draft = read with { Outputs = [_ledger.State.Payments[payment].Order.Outputs[0], read.Outputs[1]] };
        var built = new LedgerEvent.Built(1, [payment], draft, 1, null, _ledger.Now);
        var signed = new LedgerEvent.Signed(1, Bytes.Copy([1]), Txid.FromWire(new byte[32]), _ledger.Now);
        _ledger.Happen(built, signed, new LedgerEvent.Exposed(1, _ledger.Now));
    }

    private static BuildFault? Look(Draft draft, ImmutableArray<TransactionOutput> wanted, FeeRate rate) =>
        BuildCheck.Look(LedgerState.Empty with { Account = Account }, wanted, rate, draft, [.. draft.Coins.Select(c => new Unspent(c.Outpoint, 100))]);

    /// <summary>What the node says of its own transaction.</summary>
    private static NodeWord WordOf(Bytes unsigned, int change) => Psbt.TryRead(unsigned.Span, out var psbt, out var why)
        ? new NodeWord([.. psbt.Inputs.Select(i => i.Coin!.Script)], [psbt.Plain.Outputs[change].Script])
        : throw new InvalidOperationException(why);

    private static Draft Read(Bytes unsigned, NodeWord word) =>
        Draft.TryRead(Account, DraftForm.Psbt, unsigned, null, word, out var draft, out var why) ? draft : throw new InvalidOperationException(why);

    private static string Refused(Bytes unsigned, NodeWord word)
    {
        Assert.False(Draft.TryRead(Account, DraftForm.Psbt, unsigned, null, word, out _, out var why));
        return why;
    }

    private static Bytes Unsigned(JsonElement vector) => Bytes.Copy(Convert.FromBase64String(Text(vector, "created")));

    private static string Text(JsonElement from, string name) => from.GetProperty(name).GetString()!;
}
