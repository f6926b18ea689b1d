namespace Paywarden.Daemons.Dialects;

public sealed class ConfiguredMethodsSpecs
{
    [Fact]
    public void An_unknown_read_goes_anywhere_and_everything_else_to_the_builder()
    {
        var table = ConfiguredMethods.Over(new MethodTable([]), [("getblockcount", MethodClass.Read), ("setlabel", MethodClass.Write)]);

        Assert.Equal((MethodPlace.Any, Freshness.Chain, 5.0), Shape(table, "getblockcount"));
        Assert.Equal((MethodPlace.Builder, Freshness.None, 5.0), Shape(table, "setlabel"));
    }

    [Fact]
    public void A_class_that_is_the_same_changes_nothing()
    {
        var table = MethodFile.Load("electrum");

        Assert.Equal(Entry(table, "getbalance"), Entry(ConfiguredMethods.Over(table, [("getbalance", MethodClass.Read)]), "getbalance"));
    }

    [Fact]
    public void A_new_class_keeps_the_limit_and_the_parameters()
    {
        var table = MethodFile.Load("electrum");

        var entry = Entry(ConfiguredMethods.Over(table, [("getmpk", MethodClass.Read)]), "getmpk");

        Assert.Equal((MethodClass.Read, MethodPlace.Any), (entry.Class, entry.Place));
        Assert.Equal(Entry(table, "getmpk").Parameters, entry.Parameters);
    }

    [Theory]
    [InlineData("electron-cash")]
    [InlineData("electrum")]
    public void What_is_off_stays_off_under_any_class(string dialect)
    {
        var table = MethodFile.Load(dialect);
        var off = table.Entries.Where(e => e.Place == MethodPlace.None).ToList();

        var opened = ConfiguredMethods.Over(table, off.Select(e => (e.Name, MethodClass.Read)));

        Assert.NotEmpty(off);
        Assert.All(off, e => Assert.Equal(MethodPlace.None, Entry(opened, e.Name).Place));
    }

    private static MethodEntry Entry(MethodTable table, string method) =>
        table.TryGet(method, out var entry) ? entry : throw new KeyNotFoundException(method);

    private static (MethodPlace Place, Freshness Fresh, double Limit) Shape(MethodTable table, string method)
    {
        var entry = Entry(table, method);
        return (entry.Place, entry.Fresh, entry.Limit.TotalSeconds);
    }
}
