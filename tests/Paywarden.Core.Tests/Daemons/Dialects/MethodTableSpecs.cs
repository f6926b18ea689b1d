namespace Paywarden.Daemons.Dialects;

public sealed class MethodTableSpecs
{
    private const string Header = "method,class,where,fresh,limit_s,idempotent,parameters\n";

    public static TheoryData<string> Tables => ["electron-cash", "electrum", "bitcoind"];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Each_class_runs_only_where_it_makes_sense(string dialect)
    {
        var offences = MethodFile.Load(dialect).Entries.Where(e => !Sensible(e.Class, e.Place));

        Assert.Empty(offences.Select(e => e.Name));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_read_says_how_fresh_it_must_be_and_what_is_kept_in_the_ledger_goes_there(string dialect)
    {
        Assert.All(MethodFile.Load(dialect).Entries, entry =>
        {
            Assert.True(entry.Class != MethodClass.Read || entry.Fresh != Freshness.None, entry.Name);
            Assert.Equal(entry.Place == MethodPlace.Ledger, entry.Fresh == Freshness.Ledger);
            Assert.True(entry.Limit >= TimeSpan.FromSeconds(5), entry.Name);
        });
    }

    [Theory]
    [InlineData("electron-cash", "history", "year show_addresses show_fiat")] // use_net would hold its only thread
    [InlineData("electron-cash", "payto", "destination amount fee feerate from_addr change_addr -nocheck unsigned password locktime op_return op_return_raw")]
    [InlineData("electron-cash", "signtransaction", "tx -privkey password")]
    [InlineData("electron-cash", "ping", "")]
    [InlineData("electron-cash", "listunspent", null)]
    [InlineData("electrum", "payto", "destination amount fee feerate from_addr from_coins change_addr -nocheck unsigned rbf password locktime -addtransaction wallet")]
    [InlineData("electrum", "getbalance", "wallet")]
    [InlineData("bitcoind", "walletcreatefundedpsbt", "inputs outputs locktime options bip32derivs")]
    [InlineData("bitcoind", "gettxout", "txid n include_mempool")]
    public void Parameters_stand_in_the_order_of_the_daemon(string dialect, string method, string? parameters)
    {
        Assert.True(MethodFile.Load(dialect).TryGet(method, out var entry));
        Assert.Equal(parameters, entry.Parameters is null ? null : string.Join(' ', entry.Parameters));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void What_only_holds_a_place_has_something_behind_it(string dialect) =>
        Assert.All(MethodFile.Load(dialect).Entries, entry => Assert.False(entry.Parameters is [.., ['-', ..]], entry.Name));

    [Fact]
    public void The_tables_hold_every_method_of_their_daemons()
    {
        Assert.Equal(78, MethodFile.Load("electron-cash").Entries.Count());

        // 102 commands of 4.3.4, and ping, gui and run_cmdline, which its server adds.
        Assert.Equal(105, MethodFile.Load("electrum").Entries.Count());

        // Of a node only what a shop may want: the rest is about its chain and its insides.
        Assert.Equal(72, MethodFile.Load("bitcoind").Entries.Count());
    }

    [Theory]
    [InlineData("electron-cash", "getbalance", MethodClass.Read, MethodPlace.Any, Freshness.Wallet, 5)]
    [InlineData("electron-cash", "getaddresshistory", MethodClass.Read, MethodPlace.Any, Freshness.Chain, 40)]
    [InlineData("electron-cash", "addrequest", MethodClass.Allocate, MethodPlace.Ledger, Freshness.Ledger, 5)]
    [InlineData("electron-cash", "run_cmdline", MethodClass.Admin, MethodPlace.None, Freshness.None, 5)]
    [InlineData("electron-cash", "stop", MethodClass.Admin, MethodPlace.NamedDaemon, Freshness.None, 5)]
    [InlineData("electrum", "ping", MethodClass.Read, MethodPlace.Any, Freshness.Chain, 5)]
    [InlineData("electrum", "broadcast", MethodClass.Broadcast, MethodPlace.Ledger, Freshness.Ledger, 65)]
    [InlineData("bitcoind", "sendtoaddress", MethodClass.Admin, MethodPlace.None, Freshness.None, 5)]
    [InlineData("bitcoind", "backupwallet", MethodClass.Admin, MethodPlace.NamedDaemon, Freshness.None, 5)]
    [InlineData("bitcoind", "getnewaddress", MethodClass.Allocate, MethodPlace.Ledger, Freshness.Ledger, 5)]
    [InlineData("electrum", "getseed", MethodClass.Secret, MethodPlace.Signer, Freshness.None, 5)]
    public void Known_methods_are_as_measured(string dialect, string method, MethodClass cls, MethodPlace place, Freshness fresh, int limit)
    {
        Assert.True(MethodFile.Load(dialect).TryGet(method, out var entry));
        Assert.Equal((cls, place, fresh, TimeSpan.FromSeconds(limit)), (entry.Class, entry.Place, entry.Fresh, entry.Limit));
    }

    [Theory]
    [InlineData("method,class\n")]
    [InlineData(Header + "ping,read,any,chain,5,yes")]
    [InlineData(Header + ",read,any,chain,5,yes,")]
    [InlineData(Header + "ping,reed,any,chain,5,yes,")]
    [InlineData(Header + "ping,read,all,chain,5,yes,")]
    [InlineData(Header + "ping,read,any,fresh,5,yes,")]
    [InlineData(Header + "ping,read,any,chain,0,yes,")]
    [InlineData(Header + "ping,read,any,chain,-5,yes,")]
    [InlineData(Header + "ping,read,any,chain,5,maybe,")]
    [InlineData(Header + "ping,read,any,chain,5,yes,\nping,read,any,chain,5,yes,")]
    public void A_faulty_file_is_refused(string text) => Assert.Throws<FormatException>(() => MethodFile.Parse(text));

    [Fact]
    public void A_star_means_that_any_parameters_go()
    {
        var table = MethodFile.Parse(Header + "a,read,any,chain,5,yes,*\nb,read,any,chain,5,no,x -y z\nc,read,any,chain,5,yes,");

        Assert.Equal([null, "x -y z", ""], table.Entries.OrderBy(e => e.Name).Select(e => e.Parameters is null ? null : string.Join(' ', e.Parameters)));
        Assert.Equal([true, false, true], table.Entries.OrderBy(e => e.Name).Select(e => e.Idempotent));
    }

    private static bool Sensible(MethodClass cls, MethodPlace place) => cls switch
    {
        MethodClass.Read => place is MethodPlace.Any or MethodPlace.Ledger,
        MethodClass.Write or MethodClass.Allocate => place is MethodPlace.Ledger or MethodPlace.Builder,
        MethodClass.Sign or MethodClass.Broadcast => place is MethodPlace.Ledger,
        MethodClass.Secret => place is MethodPlace.Signer or MethodPlace.NamedDaemon or MethodPlace.None,
        _ => place is not (MethodPlace.Ledger or MethodPlace.Builder),
    };
}
