using System.Text.Json;
using CsCheck;
using Paywarden.Daemons;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger.Words;

public sealed class BroadcastWordsSpecs
{
    private const string Ours = "6f1c7c9fe2a3f3d9a2a5f5c9d2b1a0e4c3b2a1908f7e6d5c4b3a291807f6e5d4";
    private const string Other = "7f1c7c9fe2a3f3d9a2a5f5c9d2b1a0e4c3b2a1908f7e6d5c4b3a291807f6e5d4";

    public static TheoryData<string> Dialects => ["electron-cash", "simulator", "electrum", "bitcoind"];

    [Theory]
    [InlineData("Server response does not match signed transaction ID.", BroadcastVerdict.WrongId)]
    [InlineData("The transaction already exists in the server's mempool.", BroadcastVerdict.Known)]
    [InlineData("The transaction already exists in the blockchain.", BroadcastVerdict.Known)]
    [InlineData("Transaction could not be broadcast due to missing, already-spent, or otherwise invalid inputs.", BroadcastVerdict.Ambiguous)]
    [InlineData("The transaction conflicts with a transaction already in the server's mempool.", BroadcastVerdict.Ambiguous)]
    [InlineData("The transaction was rejected due to paying insufficient fees (possibly due to network congestion).", BroadcastVerdict.Later)]
    [InlineData("The transaction was rejected due to paying insufficient fees.", BroadcastVerdict.Later)]
    [InlineData("The transaction was rejected due to having too many mempool ancestors. Wait for confirmations and try again.", BroadcastVerdict.Later)]
    [InlineData("The transaction was rejected because it specifies an absurdly high fee.", BroadcastVerdict.Person)]
    [InlineData("Transaction could not be broadcast due to dust outputs (dust threshold varies based on output characteristics).", BroadcastVerdict.Person)]
    [InlineData("Transaction could not be broadcast due to dust outputs (dust threshold is 546 satoshis).", BroadcastVerdict.Person)]
    [InlineData("The transaction was rejected due to an error in script execution.", BroadcastVerdict.Person)]
    [InlineData("The transaction was rejected because it is not considered final according to network rules.", BroadcastVerdict.Later)]
    [InlineData("Transaction could not be broadcast due to an attempt to spend a coinbase input before maturity.", BroadcastVerdict.Later)]
    [InlineData("The transaction was rejected because it pays a negative or huge fee.", BroadcastVerdict.Person)]
    [InlineData("The transaction was rejected because it is too large (in bytes).", BroadcastVerdict.Person)]
    [InlineData("The transaction could not be decoded.", BroadcastVerdict.Person)]
    [InlineData("The transaction was rejected due to its use of non-standard inputs.", BroadcastVerdict.Person)]
    [InlineData("An error occurred broadcasting the transaction", BroadcastVerdict.Unknown)]
    [InlineData("Server did not answer", BroadcastVerdict.Unknown)]
    [InlineData("object of type 'NoneType' has no len()", BroadcastVerdict.Unknown)]
    public void Electron_Cash_says_no_in_a_result(string text, BroadcastVerdict verdict)
    {
        var reply = Read("electron-cash", Json(new object[] { false, "error: " + text }));

        Assert.Equal(new BroadcastReply(verdict, text), reply);
        Assert.Equal(reply, Read("simulator", Json(new object[] { false, "error: " + text })));
        Assert.Equal(BroadcastVerdict.Unknown, Read("electron-cash", Json(new object[] { false, text })).Verdict);
        Assert.Equal(BroadcastVerdict.Unknown, Read("electron-cash", new DaemonError(-32603, text)).Verdict);
    }

    [Theory]
    [InlineData("txn-already-in-mempool", BroadcastVerdict.Known)]
    [InlineData("txn-already-known", BroadcastVerdict.Known)]
    [InlineData("transaction already in block chain", BroadcastVerdict.Known)]
    [InlineData("txn-mempool-conflict", BroadcastVerdict.Ambiguous)]
    [InlineData("Missing inputs", BroadcastVerdict.Ambiguous)]
    [InlineData("bad-txns-inputs-missingorspent\nYou might have a local transaction in your wallet that this transaction builds on top.", BroadcastVerdict.Ambiguous)]
    [InlineData("mempool full", BroadcastVerdict.Later)]
    [InlineData("mempool min fee not met\nYour transaction is paying a fee that is so low", BroadcastVerdict.Later)]
    [InlineData("insufficient fee\nYour transaction is trying to replace another one in the mempool", BroadcastVerdict.Ambiguous)]
    [InlineData("Server returned unexpected transaction ID.", BroadcastVerdict.WrongId)]
    [InlineData("Unknown error", BroadcastVerdict.Unknown)]
    [InlineData("", BroadcastVerdict.Unknown)]
    public void Electrum_says_no_in_an_error_of_code_1(string text, BroadcastVerdict verdict)
    {
        Assert.Equal(verdict, Read("electrum", new DaemonError(1, text)).Verdict);
        Assert.Equal(BroadcastVerdict.Unknown, Read("electrum", new DaemonError(2, text)).Verdict);
        Assert.Equal(BroadcastVerdict.Unknown, Read("electrum", Json(text)).Verdict);
    }

    [Theory]
    [InlineData(-27, "Transaction already in block chain", BroadcastVerdict.Known)]
    [InlineData(-25, "bad-txns-inputs-missingorspent", BroadcastVerdict.Ambiguous)]
    [InlineData(-26, "txn-mempool-conflict", BroadcastVerdict.Ambiguous)]
    [InlineData(-26, "non-mandatory-script-verify-flag (Signature must be zero for failed CHECK(MULTI)SIG operation)", BroadcastVerdict.Person)]
    [InlineData(-22, "TX decode failed. Make sure the tx has at least one input.", BroadcastVerdict.Person)]
    [InlineData(-26, "mempool min fee not met, 141 < 1000", BroadcastVerdict.Later)]
    [InlineData(-28, "Verifying blocks...", BroadcastVerdict.Unknown)]
    [InlineData(-26, "something new", BroadcastVerdict.Unknown)]
    [InlineData(-25, "txn-mempool-conflict", BroadcastVerdict.Unknown)]
    public void Bitcoind_says_no_in_an_error_with_a_code_of_its_own(int code, string text, BroadcastVerdict verdict) =>
        Assert.Equal(new BroadcastReply(verdict, text), Read("bitcoind", new DaemonError(code, text)));

    [Theory]
    [InlineData("electron-cash", $"""[true, "{Ours}"]""", BroadcastVerdict.Taken)]
    [InlineData("electron-cash", $"""[true, "{Other}"]""", BroadcastVerdict.WrongId)]
    [InlineData("electrum", $"\"{Ours}\"", BroadcastVerdict.Taken)]
    [InlineData("electrum", $"\"{Other}\"", BroadcastVerdict.WrongId)]
    [InlineData("bitcoind", $"\"{Ours}\"", BroadcastVerdict.Taken)]
    [InlineData("bitcoind", $"\"{Other}\"", BroadcastVerdict.WrongId)]
    [InlineData("electron-cash", $"\"{Ours}\"", BroadcastVerdict.Unknown)]
    [InlineData("electron-cash", $"""["true", "{Ours}"]""", BroadcastVerdict.Unknown)]
    [InlineData("electron-cash", $"""[true, "{Ours}", 1]""", BroadcastVerdict.Unknown)]
    [InlineData("electron-cash", """[true, "junk"]""", BroadcastVerdict.Unknown)]
    [InlineData("electron-cash", """[false, "error: \ud800"]""", BroadcastVerdict.Unknown)]
    [InlineData("electron-cash", """[false, null]""", BroadcastVerdict.Unknown)]
    [InlineData("electron-cash", "[]", BroadcastVerdict.Unknown)]
    [InlineData("electrum", $"""[true, "{Ours}"]""", BroadcastVerdict.Unknown)]
    [InlineData("electrum", "null", BroadcastVerdict.Unknown)]
    [InlineData("electrum", "\"\"", BroadcastVerdict.Unknown)]
    [InlineData("bitcoind", "\"\\udc00\"", BroadcastVerdict.Unknown)]
    [InlineData("bitcoind", "{}", BroadcastVerdict.Unknown)]
    public void Only_our_own_name_in_the_dialects_own_form_is_taken(string dialect, string result, BroadcastVerdict verdict) =>
        Assert.Equal(verdict, Read(dialect, JsonDocument.Parse(result).RootElement).Verdict);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void No_answer_is_unknown(string dialect)
    {
        Assert.Equal(BroadcastVerdict.Unknown, BroadcastWords.For(dialect)!.Read(null, null, Name(Ours)).Verdict);
        Assert.Equal(BroadcastVerdict.Unknown, Read(dialect, default(JsonElement)).Verdict);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Every_row_of_a_table_says_what_it_says_and_no_more(string dialect)
    {
        foreach (var row in BroadcastWords.Load(dialect == "simulator" ? "electron-cash" : dialect))
        {
            Assert.Equal(row.Verdict, Say(dialect, row.Code, row.Text).Verdict);
            Assert.Equal(BroadcastVerdict.Unknown, Say(dialect, row.Code, row.Text.ToUpperInvariant()).Verdict);
            Assert.Equal(BroadcastVerdict.Unknown, Say(dialect, (row.Code ?? 0) - 1, row.Text).Verdict);
            Assert.Equal(row.Match == WordMatch.Prefix ? row.Verdict : BroadcastVerdict.Unknown, Say(dialect, row.Code, row.Text + " more").Verdict);
            Assert.Equal(BroadcastVerdict.Unknown, Say(dialect, row.Code, "not: " + row.Text).Verdict);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Any_other_text_is_unknown(string dialect) =>
        Gen.Select(Gen.String, Gen.OneOf(Gen.Int, Gen.Int[-30, 2])).Sample((text, code) =>
        {
            Assert.Equal(BroadcastVerdict.Unknown, Read(dialect, new DaemonError(code, text)).Verdict);
            Assert.Equal(BroadcastVerdict.Unknown, Read(dialect, Json(text)).Verdict);
            Assert.Equal(BroadcastVerdict.Unknown, Read(dialect, Json(new object[] { false, "error: " + text })).Verdict);
            Assert.Equal(BroadcastVerdict.Unknown, Read(dialect, Json(new object[] { true, text })).Verdict);
        });

    [Fact]
    public void No_verdict_says_that_a_payment_failed()
    {
        Assert.Equal(["Unknown", "Taken", "Known", "WrongId", "Ambiguous", "Later", "Person"], Enum.GetNames<BroadcastVerdict>());
        Assert.Equal(default, BroadcastVerdict.Unknown);
        Assert.Null(BroadcastWords.VerdictOf("failed"));
        Assert.Null(BroadcastWords.VerdictOf("taken"));
    }

    [Fact]
    public void Dialect_that_is_not_used_for_money_has_no_words() => Assert.Null(BroadcastWords.For("generic"));

    [Fact]
    public void Words_for_the_timeline_are_short_and_show_no_transaction()
    {
        var reply = Read("electrum", new DaemonError(1, $"bad\ttransaction {new string('a', 300)} {string.Concat(Enumerable.Repeat("word ", 100))}"));

        Assert.StartsWith("bad transaction aaaaaaaa… word word", reply.Text, StringComparison.Ordinal);
        Assert.True(reply.Text.Length <= 201);
    }

    private static BroadcastReply Say(string dialect, int? code, string text) =>
        code is { } number ? Read(dialect, new DaemonError(number, text)) : Read(dialect, Json(new object[] { false, "error: " + text }));

    private static BroadcastReply Read(string dialect, JsonElement result) => BroadcastWords.For(dialect)!.Read(result, null, Name(Ours));

    private static BroadcastReply Read(string dialect, DaemonError error) => BroadcastWords.For(dialect)!.Read(null, error, Name(Ours));

    private static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value);

    private static Txid Name(string hex) => Codec.Some.Txid(hex);
}
