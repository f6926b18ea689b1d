namespace Paywarden.Ledger.Words;

public sealed class WordFileSpecs
{
    private const string Header = "call;match;code;text;verdict;note\n";

    [Fact]
    public void Rows_are_read_in_their_order_and_by_call()
    {
        var rows = WordFile.Parse(Header + "broadcast;prefix;-26;tx, size;person;a note\nbuild;exact;;x;refused;\nbroadcast;exact;;y;later;\n", "broadcast", BroadcastWords.VerdictOf);

        Assert.Equal([new(WordMatch.Prefix, -26, "tx, size", BroadcastVerdict.Person), new(WordMatch.Exact, null, "y", BroadcastVerdict.Later)], rows.AsEnumerable());
    }

    [Theory]
    [InlineData("")]
    [InlineData("call,match\n")]
    [InlineData(Header + "broadcast;exact;;text;later\n")]
    [InlineData(Header + "broadcast;exact;;a; b;later;\n")]
    [InlineData(Header + "broadcast;exact;;;later;\n")]
    [InlineData(Header + "sign;exact;;text;later;\n")]
    [InlineData(Header + "broadcast;like;;text;later;\n")]
    [InlineData(Header + "broadcast;exact;one;text;later;\n")]
    [InlineData(Header + "broadcast;exact;;text;failed;\n")]
    [InlineData(Header + "broadcast;exact;;text;taken;\n")]
    [InlineData(Header + "broadcast;exact;;text;;\n")]
    public void Faulty_file_is_refused(string text) =>
        Assert.Throws<FormatException>(() => WordFile.Parse(text, "broadcast", BroadcastWords.VerdictOf));
}
