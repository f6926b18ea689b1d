using System.Text.Json;
using Paywarden.Daemons;
using Paywarden.JsonRpc;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

public sealed class AddressOrderSpecs
{
    private static readonly string[] OfElectronCash = ["amount", "memo", "expiration", "force", "payment_url", "index_url"];

    [Theory]
    [InlineData("""["0.1","müsli ☕",3600,true]""")]
    [InlineData("""{"amount":"0.1","memo":"müsli ☕","expiration":3600,"force":true}""")]
    [InlineData("""{"amount":0.1,"memo":"müsli ☕","expiration":"3600"}""")]
    public void A_request_is_read_by_place_and_by_name(string parameters)
    {
        Assert.Null(Read("electron-cash", "addrequest", parameters, out var order));

        Assert.Equal(new AddressOrder(new AddressTerms(Amount.Of(10_000_000), 3600), "müsli ☕"), order);
    }

    /// <summary>A daemon makes 289,999 of it.</summary>
    [Fact]
    public void A_number_is_taken_by_its_text()
    {
        Assert.Null(Read("electron-cash", "addrequest", "[0.0029]", out var order));
        Assert.Equal(Amount.Of(290_000), order.Terms!.Amount);
    }

    [Fact]
    public void Electrums_requests_last_an_hour_unless_told_otherwise_and_the_others_for_ever()
    {
        Read("electrum", "add_request", """["0.1"]""", out var usual);
        Read("electrum", "add_request", """{"amount":"0.1","expiration":0}""", out var ever);
        Read("electron-cash", "addrequest", """["0.1",null,null]""", out var cash);

        Assert.Equal((3600, 0, 0), (usual.Terms!.ExpiresIn, ever.Terms!.ExpiresIn, cash.Terms!.ExpiresIn));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""["-1"]""")]
    [InlineData("""["0.000000001"]""")]
    [InlineData("[1e-3]")]
    [InlineData("""["21000001"]""")]
    [InlineData("""["!"]""")]
    [InlineData("[true]")]
    [InlineData("""["0.1","",-5]""")]
    [InlineData("""["0.1","","soon"]""")]
    public void What_cannot_be_meant_is_refused(string parameters) =>
        Assert.Equal(RpcCode.InvalidParams, Read("electron-cash", "addrequest", parameters, out _)!.Code);

    [Fact]
    public void An_address_without_amount_and_time_is_no_request()
    {
        Assert.Null(Read("electrum", "newaddress", """{"memo":"shown on the door"}""", out var plain));
        Assert.Null(Read("electrum", "newaddress", """{"amount":"0.1"}""", out var request));
        Assert.Null(Read("electrum", "newaddress", """{"expires_in":60}""", out var any));

        Assert.Equal((null, "shown on the door"), (plain.Terms, plain.Memo));
        Assert.Equal(new AddressTerms(Amount.Of(10_000_000), 0), request.Terms);
        Assert.Equal(new AddressTerms(Amount.Zero, 60), any.Terms);
        Assert.NotNull(Read("electrum", "newaddress", $$"""{"memo":"{{new string('x', 1001)}}"}""", out _));
    }

    [Theory]
    [InlineData("electron-cash", "addrequest", AddressCall.Request, MethodClass.Allocate)]
    [InlineData("simulator", "rmrequest", AddressCall.Remove, MethodClass.Write)]
    [InlineData("electrum", "list_requests", AddressCall.List, MethodClass.Read)]
    [InlineData("electrum", "getunusedaddress", AddressCall.Unused, MethodClass.Allocate)]
    public void Each_dialect_has_its_own_names(string dialect, string name, AddressCall call, MethodClass what)
    {
        var method = AddressMethod.Find(dialect, name)!;
        Assert.Equal((call, what), (method.Call, method.Class));
        Assert.Null(AddressMethod.Find("generic", name));
    }

    [Fact]
    public void One_dialects_names_mean_nothing_to_another()
    {
        Assert.Null(AddressMethod.Find("electrum", "addrequest"));
        Assert.Null(AddressMethod.Find("electron-cash", "add_request"));
        Assert.Null(AddressMethod.Find("electron-cash", "getbalance"));
    }

    private static RpcFault? Read(string dialect, string name, string parameters, out AddressOrder order)
    {
        using var json = JsonDocument.Parse(parameters);
        var method = AddressMethod.Find(dialect, name)!;
        return AddressOrder.Read(method, dialect, AddressOrder.Named(json.RootElement, method.Parameters ?? OfElectronCash), Chains.BchMain, out order);
    }
}
