using System.Text.Json;
using CsCheck;
using Paywarden.Daemons;

namespace Paywarden.Ledger.Words;

public sealed class SignReplySpecs
{
    [Theory]
    [InlineData("electron-cash", """{"hex":"0200ff","complete":true,"final":true}""")]
    [InlineData("simulator", """{"hex":"0200FF","complete":true}""")]
    [InlineData("electrum", "\"0200ff\"")]
    [InlineData("bitcoind", """{"hex":"0200ff","complete":true}""")]
    public void Signed_bytes_are_read(string dialect, string result)
    {
        var reply = SignReply.Read(dialect, Json(result), null);

        Assert.Null(reply.Fault);
        Assert.Equal("0200ff", reply.Raw.Hex);
    }

    [Theory]
    [InlineData("electron-cash", """{"error":"Password required"}""", "no password was given")]
    [InlineData("electron-cash", """{"error":"anything else"}""", "it answers anything else")]
    [InlineData("electron-cash", """{"hex":"0200ff","complete":false,"final":true}""", "does not hold the keys")]
    [InlineData("electrum", "\"cHNidP8BAHEC\"", "does not hold the keys")]
    [InlineData("electron-cash", """{"hex":"0200ff"}""", "neither")]
    [InlineData("electron-cash", """{"hex":"0200ff","complete":"true"}""", "neither")]
    [InlineData("electron-cash", """{"hex":"","complete":true}""", "neither")]
    [InlineData("electron-cash", """{"hex":"0200f","complete":true}""", "neither")]
    [InlineData("electron-cash", """{"hex":null,"complete":true}""", "neither")]
    [InlineData("electron-cash", """{"error":1,"hex":"00","complete":true}""", "neither")]
    [InlineData("electron-cash", "\"0200ff\"", "neither")]
    [InlineData("electrum", """{"hex":"0200ff","complete":true}""", "neither")]
    [InlineData("electrum", "\"\"", "neither")]
    [InlineData("electrum", "\"\\ud800\"", "neither")]
    [InlineData("electrum", "null", "neither")]
    [InlineData("bitcoind", """{"psbt":"cHNidP8BAHEC","complete":false}""", "does not hold the keys")]
    [InlineData("bitcoind", """{"psbt":"cHNidP8BAHEC","complete":true}""", "neither")]
    [InlineData("bitcoind", """{"hex":"0200ff"}""", "neither")]
    [InlineData("bitcoind", "\"0200ff\"", "neither")]
    public void Anything_else_is_a_sentence(string dialect, string result, string says) => AssertFault(SignReply.Read(dialect, Json(result), null), says);

    [Theory]
    [InlineData("electron-cash", -32603, "Server error: File \"/opt/x.py\", line 9, in f | electroncash.util.InvalidPassword: Incorrect password\n", "it refuses the password")]
    [InlineData("electrum", 1, "Password required", "no password was given")]
    [InlineData("electrum", 1, "Incorrect password", "it refuses the password")]
    [InlineData("electron-cash", -32603, "Server error: File \"/opt/x.py\", line 9, in f | ValueError: no\n", "it answers error -32603: ValueError: no")]
    public void Error_is_a_sentence_without_its_traceback(string dialect, int code, string text, string says)
    {
        var reply = SignReply.Read(dialect, null, new DaemonError(code, text));

        AssertFault(reply, says);
        Assert.DoesNotContain("/opt", reply.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Sentence_never_shows_what_was_to_be_signed()
    {
        var partial = new string('c', 64) + "/" + new string('7', 200);

        AssertFault(SignReply.Read("electron-cash", null, new DaemonError(-32603, $"cannot read {partial}")), "cannot read cccccccc…");
        Assert.DoesNotContain("77", SignReply.Read("electron-cash", Json($$"""{"error":"cannot read {{partial}}"}"""), null).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_a_sentence_too() => AssertFault(SignReply.Read("electron-cash", null, null), "neither");

    [Fact]
    public void No_answer_of_any_form_throws() =>
        Gen.Select(Gen.OneOf("electron-cash", "electrum", "bitcoind"), Gen.String, Gen.OneOf("null", "true", "1")).Sample((dialect, text, other) =>
        {
            var said = JsonSerializer.Serialize(text);
            foreach (var result in (string[])[said, $$"""{"error":{{said}}}""", $$"""{"hex":{{said}},"complete":{{other}}}""", $"[{said},{other}]", other])
            {
                var reply = SignReply.Read(dialect, Json(result), null);
                Assert.Equal(reply.Raw.IsEmpty, reply.Fault is not null);
            }
        });

    private static void AssertFault(SignReply reply, string says)
    {
        Assert.True(reply.Raw.IsEmpty);
        Assert.Contains(says, reply.Fault, StringComparison.Ordinal);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
