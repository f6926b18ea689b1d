using System.Text;
using System.Text.Json;
using CsCheck;
using Paywarden.Kernel;

namespace Paywarden.JsonRpc;

public sealed class ReplySpecs
{
    private static readonly string[] Ids = ["1", "\"x\"", "null", "-1.50"];

    private static readonly string[] Values = ["null", "true", "\"a\\u00e9\\/\"", "[1, 2 ,{\"x\" : 1e5}]", "{\"error\":\"not ours\",\"result\":1}", "0.00289999"];

    [Fact]
    public void A_daemons_result_and_the_callers_id_go_through_byte_for_byte() =>
        Gen.Select(Gen.Int[0, Values.Length - 1].Select(i => Values[i]), Gen.Int[0, 3].Select(i => Ids[i]), Gen.Bool).Sample((value, id, two) =>
        {
            var daemon = Encoding.UTF8.GetBytes($$"""{"id": 7, "jsonrpc":"2.0", "result": {{value}} }""");
            Assert.True(ReplyPeek.TryRead(daemon, out var reply));
            using var to = new PooledBuffer();
            var version = two ? RpcVersion.Two : RpcVersion.One;

            ReplyWriter.Write(to, version, Encoding.UTF8.GetBytes(id), reply.Result.Of(daemon), isError: false);

            var text = Encoding.UTF8.GetString(to.Span);
            Assert.Equal(to.Length, ReplyWriter.Length(version, Encoding.UTF8.GetBytes(id), reply.Result.Of(daemon), isError: false));
            Assert.Equal(two ? $$"""{"jsonrpc":"2.0","result":{{value}},"id":{{id}}}""" : $$"""{"result":{{value}},"error":null,"id":{{id}}}""", text);
            JsonDocument.Parse(text).Dispose();
        });

    [Theory]
    [InlineData("""{"result":null,"error":{"code":-1},"id":1}""", true)]
    [InlineData("""{"result":5,"error":null,"id":1}""", false)]
    [InlineData("""{"result":null,"error":null,"id":1}""", false)]
    [InlineData("""{"error":"text","id":1}""", true)]
    public void Both_versions_of_a_reply_are_read(string json, bool isError)
    {
        Assert.True(ReplyPeek.TryRead(Encoding.UTF8.GetBytes(json), out var reply));
        Assert.Equal(isError, reply.IsError);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"result\":")]
    [InlineData("{\"id\":1}")]
    [InlineData("{\"result\":1,\"result\":2}")]
    [InlineData("{\"result\":1,\"error\":{}}")]
    [InlineData("[]")]
    [InlineData("{\"result\":1}x")]
    [InlineData("HTTP/1.0 500 oops")]
    public void What_is_cut_or_no_reply_is_told_from_a_reply(string json) => Assert.False(ReplyPeek.TryRead(Encoding.UTF8.GetBytes(json), out _));

    [Fact]
    public void Any_bytes_of_a_daemon_give_a_reply_or_none() =>
        Gen.Byte.Array[0, 200].Sample(bytes => ReplyPeek.TryRead(bytes, out var reply) ? reply.Result.IsEmpty != reply.Error.IsEmpty : true);

    [Fact]
    public void An_unknown_outcome_is_said_first_and_never_with_an_http_error()
    {
        foreach (var code in Enum.GetValues<RpcCode>())
        {
            var fault = new RpcFault(code, Outcome.Unknown, "why");
            Assert.Equal(200, fault.Status);
            Assert.StartsWith("unknown, do not repeat: ", fault.Message, StringComparison.Ordinal);
            Assert.False(fault.Retryable);
        }
    }
}
