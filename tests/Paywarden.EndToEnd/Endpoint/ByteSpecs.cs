using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Endpoint;

/// <summary>The caller's id and the daemon's words go through byte for byte; the daemon gets an envelope of ours around the caller's params.</summary>
[Collection(EndpointNode.Name)]
public sealed class ByteSpecs(EndpointNode stage, ITestOutputHelper output)
{
    public static readonly TheoryData<string> Ids = new()
    {
        "1", "1.0e0", "-0.0", "1E+2", "123456789012345678901234567890", "\"\"", "\"a\\u0041\\/\\ud83d\\ude00\"", "\"müsli ☕\"",
    };

    public static readonly TheoryData<string> Results = new()
    {
        "null",
        "false",
        "\"\"",
        "-1.50E-7",
        "123456789012345678901234567890.0",
        "\"\\u00e9\\/ü☕\"",
        "[ ]",
        "{\r\n\t\"b\" : 1.0e0 , \"a\":[ 1 ,2 ] ,\"b\": null }",
        "{\"error\":\"Password required\"}",
        "[false,\"error: x\"]",
    };

    public static readonly TheoryData<string, int> Errors = new()
    {
        { """{"code":-32603,"message":"OSError: C\u0061nnot read\/ ü" , "data":[1.0e0]}""", 200 },
        { """{ "message" : "Insufficient funds", "code" : -6 }""", 500 },
        { """{"code":1,"message":"no such method"}""", 404 },
        { "\"busy\"", 200 },
    };

    [Theory]
    [MemberData(nameof(Ids))]
    public Task The_callers_id_comes_back_as_it_was_written(string id) => stage.PlayAsync(output, async () =>
    {
        var one = await stage.AskAsync($$"""{"method":"getbalance","params":[],"id":{{id}}}""");
        var two = await stage.AskAsync($$"""{"jsonrpc":"2.0","id" : {{id}} ,"method":"getbalance"}""");

        Assert.Equal($$"""{"result":"getbalance","error":null,"id":{{id}}}""", one.Text);
        Assert.Equal($$"""{"jsonrpc":"2.0","result":"getbalance","id":{{id}}}""", two.Text);
    });

    [Theory]
    [MemberData(nameof(Results))]
    public Task The_daemons_result_comes_back_as_it_was_written(string result) => stage.PlayAsync(output, async () =>
    {
        stage.Wide.Answers(call => call.Result(result));

        var one = await stage.AskAsync("""{"method":"getbalance","id":1}""", "wide");
        var two = await stage.AskAsync("""{"jsonrpc":"2.0","method":"setlabel","id":2}""", "wide");

        Assert.Equal($$"""{"result":{{result}},"error":null,"id":1}""", one.Text);
        Assert.Equal($$"""{"jsonrpc":"2.0","result":{{result}},"id":2}""", two.Text);
    });

    [Theory]
    [MemberData(nameof(Errors))]
    public Task The_daemons_error_keeps_its_code_and_its_words(string error, int status) => stage.PlayAsync(output, async () =>
    {
        stage.Wide.Answers(call => call.Error(error, status));

        var one = await stage.AskAsync("""{"method":"getbalance","id":1}""", "wide");
        var two = await stage.AskAsync("""{"jsonrpc":"2.0","method":"setlabel","id":2}""", "wide");

        Assert.Equal((200, 200), (one.Status, two.Status));
        Assert.Equal($$"""{"result":null,"error":{{error}},"id":1}""", one.Text);
        Assert.Equal($$"""{"jsonrpc":"2.0","error":{{error}},"id":2}""", two.Text);
        Assert.Equal("1", two["X-Paywarden-Attempts"]);
    });

    [Fact]
    public Task Megabytes_pass_unchanged_both_ways() => stage.PlayAsync(output, async () =>
    {
        var random = new Random(7);
        var sent = $"[ \"{Text(3 << 20)}\" ]";
        var result = $"{{ \"all\" : \"{Text(7 << 20)}\" }}";
        stage.Wide.Answers(call => call.Result(result));

        var reply = await stage.AskAsync($$"""{"method":"setlabel","params":{{sent}},"id":1}""", "wide");

        var call = Assert.Single(stage.Wide.Unseen());
        Assert.True(call.Params == sent, "the daemon got other params");
        Assert.True(reply.Text == $$"""{"result":{{result}},"error":null,"id":1}""", "the caller got another result");

        string Text(int length) => new([.. Enumerable.Range(0, length).Select(_ => (char)random.Next('a', 'z'))]);
    });

    [Fact]
    public Task The_daemon_gets_an_envelope_of_ours_around_the_callers_params() => stage.PlayAsync(output, async () =>
    {
        const string Parameters = "{ \"address\" : \"q\\u0031\" ,\t\"n\":1.0e0 }";
        await stage.AskAsync(
            $$"""{"extra":{"method":"stop"},"id":"the caller's","p\u0061rams":{{Parameters}},"m\u0065thod":"set\u006cabel","jsonrpc":"2.0","auth":"x"}""",
            headers: "X-Own: 1\r\nCookie: a=b\r\n");

        var call = await stage.Builder.NextAsync();
        Assert.Equal($$"""{"jsonrpc":"2.0","id":{{call.Id}},"method":"setlabel","params":{{Parameters}}}""", call.Text);
        Assert.True(long.TryParse(call.Id, out _), call.Id);
        Assert.Equal("POST / HTTP/1.1", call.FirstLine);
        Assert.Equal("application/json", call["Content-Type"]);
        Assert.Equal(RawRequest.Basic("wallet", "daemons-own"), call["Authorization"]);
        Assert.Equal((null, null), (call["X-Own"], call["Cookie"]));
    });

    [Fact]
    public Task Every_call_has_an_id_of_its_own_at_the_daemon() => stage.PlayAsync(output, async () =>
    {
        for (var n = 0; n < 3; n++)
        {
            await stage.AskAsync("""{"method":"getbalance","id":7}""", "wide");
        }

        Assert.Equal(3, stage.Wide.Unseen().Select(c => c.Id).Distinct().Count());
    });

    [Theory]
    [InlineData("", "[]")]
    [InlineData(""","params":null""", "[]")]
    [InlineData(""","params":[ 1 , "2" ,[{ }]]""", """[ 1 , "2" ,[{ }]]""")]
    [InlineData(""","params":{ "a" : [ ] }""", """{ "a" : [ ] }""")]
    public Task Params_by_place_by_name_or_none_reach_the_daemon(string given, string got) => stage.PlayAsync(output, async () =>
    {
        await stage.AskAsync($$"""{"method":"getbalance","id":1{{given}}}""", "wide");

        Assert.Equal(got, (await stage.Wide.NextAsync()).Params);
    });
}
