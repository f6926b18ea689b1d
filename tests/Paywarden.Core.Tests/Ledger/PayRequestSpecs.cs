using System.Text.Json;
using Paywarden.JsonRpc;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

public sealed class PayRequestSpecs
{
    private const string To = "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a";

    [Fact]
    public void What_is_left_out_has_its_usual_value()
    {
        var request = Read($$"""{"outputs":[{"address":"{{To}}","amount":"0.005"}],"idempotency_key":"order-1942"}""");

        Assert.Equal((PaymentStage.Seen, TimeSpan.FromMinutes(10), FeeRate.Least, false), (request.Until, request.ExpiresIn, request.Rate, request.AllowDuplicate));
        Assert.Equal(500_000, Assert.Single(request.Outputs).Value.Satoshis);
    }

    [Theory]
    [InlineData("\"0.0029\"", 290_000)]
    [InlineData("0.0029", 290_000)]
    [InlineData("1", 100_000_000)]
    public void An_amount_is_its_text_and_never_a_floating_number(string amount, long satoshis) =>
        Assert.Equal(satoshis, Assert.Single(Read($$"""{"outputs":[{"address":"{{To}}","amount":{{amount}}}],"idempotency_key":"k"}""").Outputs).Value.Satoshis);

    [Theory]
    [InlineData("\"0.000000001\"")]
    [InlineData("\"0\"")]
    [InlineData("\"0.00000545\"")]
    [InlineData("\"-1\"")]
    [InlineData("1e-3")]
    [InlineData("\"1e99\"")]
    [InlineData("true")]
    [InlineData("\"!\"")]
    [InlineData("null")]
    [InlineData("\"22000000\"")]
    public void An_amount_that_is_none_is_refused(string amount) =>
        Assert.Equal(RpcCode.InvalidParams, Fault($$"""{"outputs":[{"address":"{{To}}","amount":{{amount}}}],"idempotency_key":"k"}"""));

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""{}""")]
    [InlineData("""[{"address":"bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6b","amount":"1"}]""")]
    [InlineData("""[{"address":"bchtest:qpm2qsznhks23z7629mms6s4cwef74vcwvqcw003ap","amount":"1"}]""")]
    [InlineData("""[{"address":"bob","amount":"1"}]""")]
    [InlineData("""[{"amount":"1"}]""")]
    [InlineData("""[{"address":"bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"}]""")]
    [InlineData("""[{"address":"bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a","amount":"1","fee":"1"}]""")]
    [InlineData("""[{"amount":"1","amount":"2"}]""")]
    [InlineData("""["bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"]""")]
    public void Outputs_that_are_none_are_refused(string outputs) => Assert.Equal(RpcCode.InvalidParams, Fault($$"""{"outputs":{{outputs}},"idempotency_key":"k"}"""));

    [Theory]
    [InlineData("\"wait\":\"final\"")]
    [InlineData("\"wait\":1")]
    [InlineData("\"fee_rate\":0")]
    [InlineData("\"fee_rate\":\"1.0001\"")]
    [InlineData("\"fee_rate\":10001")]
    [InlineData("\"expires_in\":0")]
    [InlineData("\"expires_in\":\"60\"")]
    [InlineData("\"expires_in\":1.5")]
    [InlineData("\"allow_duplicate\":1")]
    public void An_option_that_is_none_is_refused(string option) =>
        Assert.Equal(RpcCode.InvalidParams, Fault($$"""{"outputs":[{"address":"{{To}}","amount":"1"}],"idempotency_key":"k",{{option}}}"""));

    [Fact]
    public void Options_are_taken()
    {
        var request = Read($$"""{"outputs":[{"address":"{{To}}","amount":"1"}],"idempotency_key":"k","wait":"confirmed","fee_rate":"2.5","expires_in":60,"allow_duplicate":true}""");

        Assert.Equal((PaymentStage.Confirmed, 2_500, TimeSpan.FromMinutes(1), true), (request.Until, request.Rate.PerKilobyte, request.ExpiresIn, request.AllowDuplicate));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"with space\"")]
    [InlineData("\"schlüssel\"")]
    [InlineData("7")]
    public void A_key_is_visible_ascii(string key) => Assert.Equal(RpcCode.InvalidParams, Fault($$"""{"outputs":[{"address":"{{To}}","amount":"1"}],"idempotency_key":{{key}}}"""));

    [Fact]
    public void A_key_may_stand_in_the_header_and_none_at_all_is_refused()
    {
        var parameters = $$"""{"outputs":[{"address":"{{To}}","amount":"1"}]}""";

        Assert.Equal(RpcCode.KeyMissing, Fault(parameters));
        Assert.Equal(Read(parameters, "k").KeyHash, Read(parameters.Replace("}]", "}],\"idempotency_key\":\"k\"", StringComparison.Ordinal), "other").KeyHash);
    }

    private static PayRequest Read(string json, string? header = null)
    {
        Assert.Null(PayRequest.Read(JsonDocument.Parse(json).RootElement, Chains.BchMain, header, out var request));
        return request!;
    }

    private static RpcCode? Fault(string json) => PayRequest.Read(JsonDocument.Parse(json).RootElement, Chains.BchMain, null, out _)?.Code;
}
