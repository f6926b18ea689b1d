using System.Collections.Immutable;
using System.Text.Json;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>What Electrum 4.3.4 built and signed, read as drafts of a native segwit and of an old wallet, and what of a PSBT is not believed.</summary>
public sealed class PsbtDraftSpecs
{
    private const string SegwitPath = "bb68ad83" + "00000080" + "00000000" + "03000000";
    private const string ChangePath = "bb68ad83" + "00000080" + "01000000" + "00000000";

    private static readonly JsonElement Wallets = Some.Json("daemon-vectors.json").GetProperty("electrum");

    public static TheoryData<int, int> Payments => new() { { 0, 0 }, { 0, 1 }, { 0, 2 }, { 1, 0 }, { 1, 1 }, { 1, 2 } };

    [Theory]
    [MemberData(nameof(Payments))]
    public void Electrums_unsigned_payment_is_read_and_what_it_signed_is_that_draft(int wallet, int payment)
    {
        var vector = Payment(wallet, payment);
        var told = vector.GetProperty("told");
        var draft = Read(wallet, Text(vector, "unsigned"));

        Assert.Equal(told.GetProperty("inputs").EnumerateArray().Select(i => Text(i, "coin")), draft.Coins.Select(c => c.Outpoint.ToString()));
        Assert.Equal(told.GetProperty("inputs").EnumerateArray().Select(i => Text(i, "address")), draft.Coins.Select(c => Addresses.Write(Chains.BtcRegtest, c.Script)));
        Assert.Equal(Sum(told, "inputs") - Sum(told, "outputs"), draft.Fee.Satoshis);
        Assert.Equal(told.GetProperty("outputs").EnumerateArray().Index().Where(o => o.Item.GetProperty("path").ValueKind == JsonValueKind.String).Select(o => o.Index), draft.OwnChange);

        Assert.NotNull(draft.Signed(Raw(Text(vector, "signed")), out var why));
        Assert.Equal("", why);
    }

    [Theory]
    [MemberData(nameof(Payments))]
    public void Signed_size_counts_witnesses_as_the_chain_does(int wallet, int payment)
    {
        var vector = Payment(wallet, payment);
        Assert.True(Transaction.TryRead(Text(vector, "signed"), out var signed, out _));
        var bare = (signed with { Inputs = [.. signed.Inputs.Select(i => i with { Witness = [] })] }).Write().Length;
        var size = ((bare * 3) + signed.Write().Length + 3) / 4;

        Assert.InRange(Read(wallet, Text(vector, "unsigned")).SignedSize - size, 0, 2 * signed.Inputs.Length);
    }

    [Theory]
    [MemberData(nameof(Payments))]
    public void Electrums_fee_is_near_what_was_asked(int wallet, int payment)
    {
        var vector = Payment(wallet, payment);
        var draft = Read(wallet, Text(vector, "unsigned"));
        ImmutableArray<TransactionOutput> wanted = [draft.Outputs[1 - Assert.Single(draft.OwnChange)]];
        ImmutableArray<Unspent> known = [.. draft.Coins.Select(c => new Unspent(c.Outpoint, 100))];
        FeeRate.TryOf(2_000, out var asked);
        FeeRate.TryOf(12_000, out var more);

        Assert.Null(BuildCheck.Look(LedgerState.Empty with { Account = Account(wallet) }, wanted, asked, draft, known));
        Assert.Contains("is above", BuildCheck.Look(LedgerState.Empty with { Account = Account(wallet) }, wanted, asked, draft with { Fee = Amount.Of(draft.Fee.Satoshis + 1_200) }, known)!.Why, StringComparison.Ordinal);
        Assert.Contains("is below", BuildCheck.Look(LedgerState.Empty with { Account = Account(wallet) }, wanted, more, draft, known)!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void What_another_daemon_signed_for_a_watch_only_twin_is_its_draft()
    {
        var twin = Wallets[0].GetProperty("watch_only");
        var draft = Read(0, Text(twin, "unsigned"));

        Assert.NotNull(draft.Signed(Raw(Text(twin, "signed_by_owner")), out _));
        Assert.Null(draft.Signed(Raw(Text(Payment(0, 0), "signed")), out var why));
        Assert.Equal("what came back from signing is another transaction than was stored", why);
        Assert.True(Psbt.TryRead(draft.Unsigned.Span, out var psbt, out _));
        Assert.Null(draft.Signed(Bytes.Copy(psbt.Plain.Write()), out why));
        Assert.Equal("an input came back without its signature", why);
    }

    [Theory]
    [InlineData("0001011f", "0001030483000000" + "01011f", "an input asks for a signature that others could put to another transaction")]
    [InlineData("0001011f", "0001030401000000" + "01011f", "")]
    [InlineData("0001011f", "002202" + "0391c2146d9ce64c2a41233dd37af4fdd09b0f968b804e5e1e9ce70ebeccfa1a15" + "0130" + "01011f", "an input is signed already")]
    [InlineData("0001011f", "00010803010130" + "01011f", "an input is signed already")]
    [InlineData(SegwitPath, "bb68ad83" + "00000080" + "00000000" + "04000000", "an input is of another account")]
    [InlineData(SegwitPath, "bb68ad83" + "00000080" + "02000000" + "03000000", "an input is of another account")]
    [InlineData(SegwitPath, "bb68ad83" + "00000080" + "00000000" + "03000080", "an input is of another account")]
    [InlineData("10" + SegwitPath, "08" + "bb68ad83" + "03000000", "an input is of another account")]
    public void What_a_builder_must_not_ask_to_have_signed_is_refused(string part, string spoilt, string why)
    {
        Assert.Equal(why.Length == 0, TryRead(0, Hex(Payment(0, 0)).Replace(part, spoilt, StringComparison.Ordinal), out _, out var said));
        Assert.Equal(why, said);
    }

    [Fact]
    public void Coin_whose_value_is_the_builders_word_is_not_signed_for()
    {
        var hex = Hex(Payment(0, 0));
        var source = hex.IndexOf("01008e01000000", StringComparison.Ordinal);

        Assert.False(TryRead(0, hex.Remove(source, 2 * (3 + 0x8e)), out _, out var why));
        Assert.Equal("the transaction that made a coin is not there, so that its value is the builder's word", why);
    }

    [Fact]
    public void Native_segwit_draft_is_stored_without_what_made_its_coins_and_an_old_one_as_it_came()
    {
        var hex = Hex(Payment(0, 0));
        var source = hex.IndexOf("01008e01000000", StringComparison.Ordinal);

        Assert.Equal(hex.Remove(source, 2 * (3 + 0x8e)), Read(0, Text(Payment(0, 0), "unsigned")).Unsigned.Hex);
        Assert.Equal(Hex(Payment(1, 0)), Read(1, Text(Payment(1, 0), "unsigned")).Unsigned.Hex);
    }

    [Fact]
    public void Draft_that_no_daemon_would_take_to_sign_is_refused()
    {
        const int Length = 700_000;
        var padded = Hex(Payment(0, 0)).Replace("0001011f", "00" + "01f5" + "fe60ae0a00" + new string('7', 2 * Length) + "01011f", StringComparison.Ordinal);

        Assert.False(TryRead(0, padded, out _, out var why));
        Assert.Equal("it is longer than the 700000 bytes that a daemon takes to sign", why);
    }

    [Theory]
    [InlineData("01000000" + "01000000")]
    [InlineData("00000000" + "00000000")]
    [InlineData("01000000" + "00000080")]
    public void Output_is_own_change_only_where_its_path_gives_its_script(string path)
    {
        Assert.True(TryRead(0, Hex(Payment(0, 0)).Replace(ChangePath, "bb68ad83" + "00000080" + path, StringComparison.Ordinal), out var draft, out var why), why);
        Assert.Empty(draft!.OwnChange);
    }

    [Fact]
    public void Draft_of_another_wallet_or_form_is_refused()
    {
        Assert.False(TryRead(1, Hex(Payment(0, 0)), out _, out var why));
        Assert.Equal("an input is of another account", why);
        Assert.False(Draft.TryRead(Account(0), DraftForm.ElectronCash, Raw(Hex(Payment(0, 0))), null, out _, out _));
        Assert.False(Draft.TryRead(Account(0), DraftForm.Psbt, Raw(Text(Payment(0, 0), "signed")), null, out _, out why));
        Assert.Equal("this is no PSBT", why);
    }

    [Fact]
    public void Payment_on_bitcoin_goes_from_its_draft_to_its_end_and_has_no_replacement_yet()
    {
        var draft = Read(0, Text(Payment(0, 0), "unsigned"));
        var wallet = new SomeLedger(Chains.BtcRegtest, Text(Wallets[0], "key"));
        var order = wallet.Order("a");
        order = order with { Order = order.Order with { Outputs = [draft.Outputs[1 - draft.OwnChange[0]]] } };
        wallet.Tell(order);
        wallet.Tell(new LedgerCommand.HasBuilt(order.Order.Id, wallet.State.Epoch, draft, [new(draft.Coins[0].Outpoint, 121)]));
        wallet.Tell(new LedgerCommand.HasSigned(1, Raw(Text(Payment(0, 0), "signed"))));
        wallet.Tell(new LedgerCommand.Expose(1));
        FeeRate.TryOf(9_000, out var more);

        Assert.Equal("cannot-replace", wallet.Refusal(new LedgerCommand.Replace(order.Order.Id, more, "treasurer")));
        wallet.Look(127, (wallet.State.Attempts[1].Txid!.Value, 6));
        Assert.Equal(PaymentStage.Final, wallet.State.StageOf(wallet.State.Payments[order.Order.Id]));
    }

    private static Draft Read(int wallet, string base64) =>
        Draft.TryRead(Account(wallet), DraftForm.Psbt, Bytes.Copy(Convert.FromBase64String(base64)), null, out var draft, out var why) ? draft : throw new InvalidOperationException(why);

    private static bool TryRead(int wallet, string hex, out Draft? draft, out string why) => Draft.TryRead(Account(wallet), DraftForm.Psbt, Raw(hex), null, out draft, out why);

    private static WalletAccount Account(int wallet) => WalletAccount.Of(Some.ReadAccount(Chains.BtcRegtest, Text(Wallets[wallet], "key")));

    private static JsonElement Payment(int wallet, int payment) => Wallets[wallet].GetProperty("payments")[payment];

    private static string Hex(JsonElement payment) => Convert.ToHexStringLower(Convert.FromBase64String(Text(payment, "unsigned")));

    private static Bytes Raw(string hex) => Bytes.Copy(Convert.FromHexString(hex));

    private static string Text(JsonElement from, string name) => from.GetProperty(name).GetString()!;

    private static long Sum(JsonElement from, string list) => from.GetProperty(list).EnumerateArray().Sum(e => e.GetProperty("satoshis").GetInt64());
}
