using System.Text;

namespace Paywarden.JsonRpc;

public sealed class RequestPeekSpecs
{
    private static readonly RequestLimits Limits = new(MaxParams: 64, MaxDepth: 5);

    [Theory]
    [InlineData("""{"method":"getinfo","params":[],"id":1}""", RpcVersion.One, "1", "[]", false)]
    [InlineData("""{"jsonrpc":"2.0","method":"getinfo","id":"x\u0041"}""", RpcVersion.Two, "\"x\\u0041\"", "", false)]
    [InlineData("""{"jsonrpc":"1.0","method":"getinfo","params":{"a":1},"id":1.50}""", RpcVersion.One, "1.50", "{\"a\":1}", false)]
    [InlineData("""{"jsonrpc":"2.0","method":"getinfo","params":null}""", RpcVersion.Two, "", "", true)]
    [InlineData("""{"jsonrpc":"2.0","method":"getinfo","id":null}""", RpcVersion.Two, "null", "", false)]
    [InlineData("""{"method":"getinfo","id":null}""", RpcVersion.One, "null", "", true)]
    public void Id_and_params_are_kept_as_they_were_written(string json, RpcVersion version, string id, string parameters, bool notification)
    {
        Span<char> name = stackalloc char[RequestPeek.MaxMethod];
        var body = Encoding.UTF8.GetBytes(json);

        Assert.Null(RequestPeek.Read(body, Limits, name, out var request));

        Assert.Equal("getinfo", name[..request.MethodLength].ToString());
        Assert.Equal(version, request.Version);
        Assert.Equal(id, Encoding.UTF8.GetString(request.Id.Of(body)));
        Assert.Equal(parameters, Encoding.UTF8.GetString(request.Params.Of(body)));
        Assert.Equal(notification, request.IsNotification);
    }

    [Theory]
    [InlineData("", RpcCode.ParseError)]
    [InlineData("{", RpcCode.ParseError)]
    [InlineData("""{"method":"a"} x""", RpcCode.ParseError)]
    [InlineData("""{"method":"a","params":[[[[[1]]]]]}""", RpcCode.InvalidRequest)]
    [InlineData("1", RpcCode.InvalidRequest)]
    [InlineData("{}", RpcCode.InvalidRequest)]
    [InlineData("""{"method":5}""", RpcCode.InvalidRequest)]
    [InlineData("""{"method":"a","method":"b"}""", RpcCode.InvalidRequest)]
    [InlineData("""{"method":"a","m\u0065thod":"b"}""", RpcCode.InvalidRequest)]
    [InlineData("""{"method":"a","params":[],"params":[1]}""", RpcCode.InvalidRequest)]
    [InlineData("""{"method":"a","id":1,"id":2}""", RpcCode.InvalidRequest)]
    [InlineData("""{"method":"a","id":{}}""", RpcCode.InvalidRequest)]
    [InlineData("""{"method":"a","jsonrpc":"3.0"}""", RpcCode.InvalidRequest)]
    [InlineData("""{"method":"a","params":"x"}""", RpcCode.InvalidParams)]
    [InlineData("""{"method":"a","params":["0123456789012345678901234567890123456789012345678901234567890123456789"]}""", RpcCode.InvalidParams)]
    public void What_is_no_request_is_refused_with_its_code(string json, RpcCode code)
    {
        Span<char> name = stackalloc char[RequestPeek.MaxMethod];

        Assert.Equal(code, RequestPeek.Read(Encoding.UTF8.GetBytes(json), Limits, name, out _)?.Code);
    }

    [Fact]
    public void A_method_longer_than_any_is_read_as_no_name()
    {
        Span<char> name = stackalloc char[RequestPeek.MaxMethod];
        var body = Encoding.UTF8.GetBytes($$"""{"method":"{{new string('x', 500)}}"}""");

        Assert.Null(RequestPeek.Read(body, Limits, name, out var request));
        Assert.Equal(0, request.MethodLength);
    }

    [Theory]
    [InlineData("""["a","1",null,null,false]""", true)]
    [InlineData("""["a","1",null,true]""", false)]
    [InlineData("""["a","1","0",null,true,1]""", false)]
    public void Positional_callers_step_over_a_parameter_that_is_not_offered_but_cannot_set_it(string raw, bool good)
    {
        var no = ParameterCheck.Check(Encoding.UTF8.GetBytes(raw), ParamsKind.Positional, "payto", ["destination", "amount", "fee", "-nocheck", "unsigned"]);

        Assert.Equal(good, no is null);
    }

    [Theory]
    [InlineData("""{"amount":"1"}""", null)]
    [InlineData("""{"nocheck":true}""", "nocheck")]
    [InlineData("""{"amount":"1","amount":"2"}""", "amount")]
    [InlineData("""{"\u0061mount":"1"}""", "escapes")]
    public void Named_parameters_are_held_against_the_table(string raw, string? names)
    {
        var no = ParameterCheck.Check(Encoding.UTF8.GetBytes(raw), ParamsKind.Named, "payto", ["destination", "amount", "-nocheck"]);

        Assert.Equal(names is null, no is null);
        Assert.Contains(names ?? "", no?.Why ?? "", StringComparison.Ordinal);
    }
}
