using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Endpoint;

/// <summary>A wallet's own port, for shops that had one daemon per port: it serves that wallet and no other, with the same guards.</summary>
[Collection(EndpointNode.Name)]
public sealed class OwnPortSpecs(EndpointNode stage, ITestOutputHelper output)
{
    private const string Read = """{"method":"getbalance","id":1}""";

    [Theory]
    [InlineData("127.0.0.1", "/", "narrow-0")]
    [InlineData("127.0.0.1", "/RPC2", "narrow-0")]
    [InlineData("127.0.0.1", "/wallets/narrow", "narrow-0")]
    [InlineData("127.0.0.2", "/", "wide-0")]
    public Task Its_port_and_address_name_the_wallet(string address, string path, string daemon) => stage.PlayAsync(output, async () =>
        Assert.Equal(daemon, (await AskAsync(address, path, NodeSettings.User))["X-Paywarden-Daemon"]));

    [Theory]
    [InlineData("/wallets/store")]
    [InlineData("/wallet/wide")]
    public Task No_other_wallet_is_served_there(string path) => stage.PlayAsync(output, async () =>
        (await stage.RefusedAsync(200, () => AskAsync("127.0.0.1", path, NodeSettings.User))).Json.AssertNotDone(-32011, "this port serves another wallet, and no other"));

    [Fact]
    public Task It_opens_no_wallet_to_whom_it_is_closed() => stage.PlayAsync(output, async () =>
    {
        (await stage.RefusedAsync(200, () => AskAsync("127.0.0.1", "/", EndpointNode.Reader))).Json.AssertNotDone(-32011, "narrow");
        await stage.RefusedAsync(401, () => AskAsync("127.0.0.1", "/", ""));
    });

    private async Task<RawReply> AskAsync(string address, string path, string user)
    {
        using var connection = await RawConnection.OpenAsync(stage.OwnPort, address);
        await connection.SendAsync(new RawRequest(Read) { Line = $"POST {path} HTTP/1.1", Authorization = user.Length == 0 ? "" : stage.Basic(user) });
        return await connection.ReadAsync();
    }
}
