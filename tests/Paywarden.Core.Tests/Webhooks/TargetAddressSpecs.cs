using System.Net;

namespace Paywarden.Webhooks;

public sealed class TargetAddressSpecs
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    public void What_is_not_the_public_internet_is_refused_unless_it_is_allowed(string address)
    {
        Assert.Contains("allow-private is not set", TargetAddress.Refuses(IPAddress.Parse(address), allowPrivate: false, isEncrypted: true), StringComparison.Ordinal);
        Assert.Null(TargetAddress.Refuses(IPAddress.Parse(address), allowPrivate: true, isEncrypted: false));
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("::ffff:1.1.1.1")]
    public void What_is_public_is_told_by_https_only(string address)
    {
        Assert.Null(TargetAddress.Refuses(IPAddress.Parse(address), allowPrivate: false, isEncrypted: true));
        Assert.Contains("use https", TargetAddress.Refuses(IPAddress.Parse(address), allowPrivate: true, isEncrypted: false), StringComparison.Ordinal);
    }
}
