using System.Text.Json;
using Paywarden.JsonRpc;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>What the daemons' own payment methods are told, read by us.</summary>
public sealed class LegacyOrderSpecs
{
    private static readonly string To = Addresses.Write(Chains.BchMain, SomeLedger.Stranger(1))!;
    private static readonly string Other = Addresses.Write(Chains.BchMain, SomeLedger.Stranger(2))!;

    [Theory]
    [InlineData("\"0.0029\"")]
    [InlineData("0.0029")]
    [InlineData("0.00290")]
    public void An_amount_is_read_from_its_text_whether_it_stands_in_quotes_or_not(string amount)
    {
        var order = Good("payto", $$"""{"destination":"{{To}}","amount":{{amount}}}""");

        Assert.Equal(new TransactionOutput(Amount.Of(290_000), SomeLedger.Stranger(1)), Assert.Single(order.Outputs));
        Assert.Equal((FeeRate.Least, null), (order.Rate, order.Fee));
    }

    [Fact]
    public void Several_outputs_are_pairs_in_their_order()
    {
        var order = Good("paytomany", $$"""{"outputs":[["{{To}}","0.001"],["{{Other}}",0.002],["{{To}}","0.001"]],"feerate":"2.5","unsigned":false}""");

        Assert.Equal([100_000L, 200_000L, 100_000L], order.Outputs.Select(o => o.Value.Satoshis));
        Assert.Equal(2_500, order.Rate.PerKilobyte);
    }

    [Fact]
    public void A_fee_is_kept_to_the_satoshi() => Assert.Equal(Amount.Of(500), Good("payto", $$"""{"destination":"{{To}}","amount":"1","fee":0.000005}""").Fee);

    [Theory]
    [InlineData("destination", """{"amount":"1"}""")]
    [InlineData("destination", """{"destination":"bob","amount":"1"}""")]
    [InlineData("destination", """{"destination":7,"amount":"1"}""")]
    [InlineData("amount", """{"destination":"TO"}""")]
    [InlineData("amount", """{"destination":"TO","amount":"!"}""")]
    [InlineData("amount", """{"destination":"TO","amount":"0.000000001"}""")]
    [InlineData("amount", """{"destination":"TO","amount":1e-3}""")]
    [InlineData("amount", """{"destination":"TO","amount":"0"}""")]
    [InlineData("amount", """{"destination":"TO","amount":"-1"}""")]
    [InlineData("amount", """{"destination":"TO","amount":true}""")]
    [InlineData("amount", """{"destination":"TO","amount":"0.00000545"}""")]
    [InlineData("fee", """{"destination":"TO","amount":"1","fee":"0"}""")]
    [InlineData("fee", """{"destination":"TO","amount":"1","fee":"0.1"}""")]
    [InlineData("fee", """{"destination":"TO","amount":"1","fee":"0.00001","feerate":1}""")]
    [InlineData("feerate", """{"destination":"TO","amount":"1","feerate":0.5}""")]
    [InlineData("unsigned", """{"destination":"TO","amount":"1","unsigned":true}""")]
    [InlineData("from_addr", """{"destination":"TO","amount":"1","from_addr":"TO"}""")]
    [InlineData("change_addr", """{"destination":"TO","amount":"1","change_addr":"TO"}""")]
    [InlineData("locktime", """{"destination":"TO","amount":"1","locktime":5}""")]
    [InlineData("op_return", """{"destination":"TO","amount":"1","op_return":"hello"}""")]
    [InlineData("addtransaction", """{"destination":"TO","amount":"1","addtransaction":true}""")]
    [InlineData("rbf", """{"destination":"TO","amount":"1","rbf":true}""")]
    public void What_cannot_be_checked_is_refused_by_name(string parameter, string arguments)
    {
        var fault = Read("payto", arguments.Replace("TO", To, StringComparison.Ordinal), out _);

        Assert.Equal(RpcCode.InvalidParams, fault!.Code);
        Assert.Contains($"\"{parameter}\"", fault.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"outputs":[]}""")]
    [InlineData("""{"outputs":"[]"}""")]
    [InlineData("""{"outputs":[{"address":"TO","amount":"1"}]}""")]
    [InlineData("""{"outputs":[["TO","1","2"]]}""")]
    [InlineData("""{}""")]
    public void Outputs_that_are_no_pairs_are_refused(string arguments) =>
        Assert.Contains("\"outputs\"", Read("paytomany", arguments.Replace("TO", To, StringComparison.Ordinal), out _)!.Why, StringComparison.Ordinal);

    [Fact]
    public void Equal_content_is_whom_it_pays_how_much_and_for_what_fee_however_it_is_written()
    {
        var one = Good("payto", $$"""{"destination":"{{To}}","amount":"0.0010"}""").Content;

        Assert.Equal(one, Good("paytomany", $$"""{"outputs":[["{{To[(To.IndexOf(':', StringComparison.Ordinal) + 1)..]}}",0.001]],"feerate":1}""").Content);
        Assert.NotEqual(one, Good("payto", $$"""{"destination":"{{To}}","amount":"0.0011"}""").Content);
        Assert.NotEqual(one, Good("payto", $$"""{"destination":"{{Other}}","amount":"0.0010"}""").Content);
        Assert.NotEqual(one, Good("payto", $$"""{"destination":"{{To}}","amount":"0.0010","feerate":2}""").Content);
        Assert.NotEqual(one, Good("payto", $$"""{"destination":"{{To}}","amount":"0.0010","fee":"0.00001"}""").Content);
    }

    private static LegacyOrder Good(string method, string arguments)
    {
        Assert.Null(Read(method, arguments, out var order));
        return order!;
    }

    private static RpcFault? Read(string method, string arguments, out LegacyOrder? order) =>
        LegacyOrder.Read(method, JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(arguments)!, Chains.BchMain, out order);
}
