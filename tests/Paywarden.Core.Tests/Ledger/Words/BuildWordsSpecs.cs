using CsCheck;
using Paywarden.Daemons;

namespace Paywarden.Ledger.Words;

public sealed class BuildWordsSpecs
{
    private const string Traceback = "Server error: File \"/opt/electroncash/commands.py\", line 9, in _mktx | ";

    [Theory]
    [InlineData("electron-cash", -32603, Traceback + "electroncash.util.NotEnoughFunds\n", BuildVerdict.NotEnough)]
    [InlineData("simulator", -32603, Traceback + "electroncash.util.NotEnoughFunds\n", BuildVerdict.NotEnough)]
    [InlineData("electron-cash", -32603, Traceback + "electroncash.util.ExcessiveFee\n", BuildVerdict.Refused)]
    [InlineData("electron-cash", -32603, Traceback + "ValueError: Cannot specify both 'fee' and 'feerate' at the same time!\n", BuildVerdict.Refused)]
    [InlineData("electron-cash", -32603, Traceback + "RuntimeWarning: ('Invalid Bitcoin address or alias', 'bob')\n", BuildVerdict.Refused)]
    [InlineData("electron-cash", -32603, Traceback + "ValueError: min() arg is an empty sequence\n", BuildVerdict.Refused)]
    [InlineData("electron-cash", -32603, Traceback + "BaseException: Wallet not loaded. Use 'electron-cash daemon load_wallet'\n", BuildVerdict.Unknown)]
    [InlineData("electron-cash", -32603, Traceback + "ValueError: electroncash.util.NotEnoughFunds", BuildVerdict.Unknown)]
    [InlineData("electron-cash", -32603, Traceback + "OSError: [Errno 28] No space left on device\n", BuildVerdict.Unknown)]
    [InlineData("electrum", 1, "Insufficient funds", BuildVerdict.NotEnough)]
    [InlineData("electrum", 1, "invalid bitcoin address: zzz", BuildVerdict.Refused)]
    [InlineData("electrum", 1, "can't convert negative int to unsigned", BuildVerdict.Refused)]
    [InlineData("electrum", 1, "[<class 'decimal.ConversionSyntax'>]", BuildVerdict.Refused)]
    [InlineData("electrum", 1, "wallet not loaded", BuildVerdict.Unknown)]
    [InlineData("bitcoind", -4, "Insufficient funds", BuildVerdict.NotEnough)]
    [InlineData("bitcoind", -6, "Insufficient funds", BuildVerdict.Unknown)]
    [InlineData("bitcoind", -4, "Transaction amount too small", BuildVerdict.Refused)]
    [InlineData("bitcoind", -3, "Invalid amount", BuildVerdict.Refused)]
    [InlineData("bitcoind", -3, "Amount out of range", BuildVerdict.Refused)]
    [InlineData("bitcoind", -5, "Invalid Litecoin address: xx", BuildVerdict.Refused)]
    [InlineData("bitcoind", -8, "Invalid parameter, duplicated address: ltc1q", BuildVerdict.Refused)]
    [InlineData("bitcoind", -28, "Loading block index...", BuildVerdict.Unknown)]
    [InlineData("bitcoind", -19, "Wallet file not specified", BuildVerdict.Unknown)]
    public void Errors_to_a_build_are_told_apart(string dialect, int code, string text, BuildVerdict verdict) =>
        Assert.Equal(verdict, BuildWords.For(dialect)!.Read(new DaemonError(code, text)));

    [Theory]
    [InlineData("electron-cash")]
    [InlineData("electrum")]
    [InlineData("bitcoind")]
    public void Every_row_of_a_table_says_what_it_says_and_no_more(string dialect)
    {
        foreach (var row in BuildWords.Load(dialect))
        {
            Assert.Equal(row.Verdict, BuildWords.For(dialect)!.Read(new DaemonError(row.Code!.Value, row.Text)));
            Assert.Equal(BuildVerdict.Unknown, BuildWords.For(dialect)!.Read(new DaemonError(row.Code!.Value - 100, row.Text)));
            Assert.Equal(BuildVerdict.Unknown, BuildWords.For(dialect)!.Read(new DaemonError(row.Code!.Value, row.Text.ToUpperInvariant())));
        }
    }

    [Theory]
    [InlineData("electron-cash")]
    [InlineData("electrum")]
    [InlineData("bitcoind")]
    public void Any_other_text_is_unknown(string dialect) => Gen.Select(Gen.String, Gen.OneOf(Gen.Int, Gen.OneOf(1, -3, -4, -5, -8, -28, -32603)))
        .Sample((text, code) => Assert.Equal(BuildVerdict.Unknown, BuildWords.For(dialect)!.Read(new DaemonError(code, text))));

    [Fact]
    public void Dialect_that_is_not_used_for_money_has_no_words() => Assert.Null(BuildWords.For("generic"));
}
