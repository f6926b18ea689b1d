using System.Security.Cryptography;
using System.Text;
using Paywarden.Kernel;

namespace Paywarden.Webhooks;

public sealed class WebhookSignatureSpecs
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_782_907_200);

    /// <summary>RFC 4231, case 2: the one whose key is text.</summary>
    [Fact]
    public void The_published_vector_holds() => Assert.Equal(
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        WebhookSignature.Mac(new Secret("Jefe"), Encoding.ASCII.GetBytes("what do ya want for nothing?")));

    /// <summary>By any other tool: printf '1782907200.{"a":1}' | openssl dgst -sha256 -hmac 0123456789abcdef</summary>
    [Fact]
    public void It_covers_the_time_and_the_body() => Assert.Equal(
        "t=1782907200,v1=" + Convert.ToHexStringLower(HMACSHA256.HashData("0123456789abcdef"u8, "1782907200.{\"a\":1}"u8)),
        WebhookSignature.Of([new Secret("0123456789abcdef")], Time, "{\"a\":1}"u8));

    [Fact]
    public void While_receivers_change_over_both_secrets_sign()
    {
        var both = WebhookSignature.Of([new Secret("new secret of ours"), new Secret("old secret of ours")], Time, "{}"u8);

        Assert.Equal(WebhookSignature.Of([new Secret("new secret of ours")], Time, "{}"u8) + WebhookSignature.Of([new Secret("old secret of ours")], Time, "{}"u8)["t=1782907200".Length..], both);
    }
}
