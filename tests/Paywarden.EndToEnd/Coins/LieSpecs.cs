using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Coins;

/// <summary>A server's answer to a broadcast, and what has become of the payment on the chain: each may be anything.</summary>
[Collection(Alone.Name)]
public sealed class LieSpecs(ITestOutputHelper output)
{
    private const string Congested = "error: The transaction was rejected due to paying insufficient fees (possibly due to network congestion).";

    [Theory]
    [InlineData("refuse", Congested, false)]
    [InlineData("lie", Congested, true)]
    [InlineData("lie line=The transaction was rejected due to paying insufficient fees.", "error: The transaction was rejected due to paying insufficient fees.", true)]
    [InlineData("swallow", null, false)]
    [InlineData("other-id", "error: Server response does not match signed transaction ID.", true)]
    [InlineData("lost-reply=200", "error: The transaction already exists in the server's mempool.", true)]
    public Task What_the_server_says_and_what_it_does(string fault, string? answer, bool isSent) => PlayAsync(async (a, b, raw) =>
    {
        await a.FaultAsync(fault);

        Assert.Equal(answer ?? CoinStage.IdOf(raw), await a.BroadcastAsync(raw));

        Assert.Equal(isSent ? 1 : 0, (await b.CallAsync("getaddresshistory", CoinStage.Stranger)).GetArrayLength());
        await a.FaultAsync("clear");
        Assert.Equal(isSent ? "error: The transaction already exists in the server's mempool." : CoinStage.IdOf(raw), await a.BroadcastAsync(raw));
    });

    [Fact]
    public Task A_silent_server_is_given_up_and_sends_it_later_by_itself() => PlayAsync(async (a, b, raw) =>
    {
        await a.FaultAsync("silent=200 later=600 method=broadcast times=1");

        Assert.Equal("error: Server did not answer", await a.BroadcastAsync(raw));

        Assert.Empty((await b.CallAsync("getaddresshistory", CoinStage.Stranger)).EnumerateArray());
        await b.UntilAsync("getaddresshistory", h => h.GetArrayLength() == 1, CoinStage.Stranger);
    });

    [Fact]
    public Task Without_a_server_it_is_kept_and_goes_out_when_the_server_is_back() => PlayAsync(async (a, b, raw) =>
    {
        await a.FaultAsync("server-away=100");
        Assert.Equal("error: Server did not answer", await a.BroadcastAsync(raw));
        Assert.Empty((await b.CallAsync("getaddresshistory", CoinStage.Stranger)).EnumerateArray());

        await a.FaultAsync("clear");

        await b.UntilAsync("getaddresshistory", h => h.GetArrayLength() == 1, CoinStage.Stranger);
    });

    [Fact]
    public Task A_server_that_stands_still_sees_no_later_block_and_takes_no_later_lock_time() => PlayAsync(async (a, b, raw) =>
    {
        await a.FaultAsync("height=220");
        var id = await b.BroadcastAsync(raw);
        await b.MineAsync(3);
        await b.ConfirmedAsync(id, 3);

        await a.ConfirmedAsync(id, 0);
        Assert.Equal(220, (await a.CallAsync("getinfo")).GetProperty("server_height").GetInt32());
        Assert.Equal(0, (await a.CallAsync("getaddresshistory", CoinStage.Stranger))[0].GetProperty("height").GetInt32());
        Assert.Contains("tx not in block", await a.RefusedAsync("getmerkle", new object[] { id, 221 }), StringComparison.Ordinal);
        var later = await b.NamedAsync("payto", new { destination = CoinStage.Stranger, amount = "0.01" });
        Assert.Equal(
            "error: The transaction was rejected because it is not considered final according to network rules.",
            await a.BroadcastAsync(later.GetProperty("hex").GetString()!));

        await a.FaultAsync("clear");
        await a.ConfirmedAsync(id, 3);
    });

    [Fact]
    public Task A_height_that_the_server_made_up_does_not_confirm_anything() => PlayAsync(async (a, b, raw) =>
    {
        await a.FaultAsync("fake-height=5");
        var id = await b.BroadcastAsync(raw);

        await a.ConfirmedAsync(id, 0);
        Assert.Equal(5, (await a.CallAsync("getaddresshistory", CoinStage.Stranger))[0].GetProperty("height").GetInt32());
        Assert.Equal(0, (await b.CallAsync("getaddresshistory", CoinStage.Stranger))[0].GetProperty("height").GetInt32());
    });

    [Fact]
    public Task What_no_node_takes_is_refused_in_the_daemons_words() => PlayAsync(async (a, b, raw) =>
    {
        async Task<string> Say(object payment) => await a.BroadcastAsync((await a.NamedAsync("payto", payment)).GetProperty("hex").GetString()!);

        Assert.Equal(
            "error: The transaction was rejected due to paying insufficient fees.", await Say(new { destination = CoinStage.Stranger, amount = "0.01", fee = "0" }));
        Assert.Equal(
            "error: Transaction could not be broadcast due to dust outputs (dust threshold varies based on output characteristics).",
            await Say(new { destination = CoinStage.Stranger, amount = "0.00000545" }));
        Assert.Equal("error: An error occurred broadcasting the transaction", await a.BroadcastAsync(raw[..^2]));
        Assert.Equal("error: object of type 'NoneType' has no len()", await a.BroadcastAsync(""));
        Assert.Equal(CoinStage.IdOf(raw), (await b.CallAsync("broadcast", new { hex = raw }))[1].GetString());
    });

    private Task PlayAsync(Func<CoinDaemon, CoinDaemon, string, Task> play) => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var (a, b) = (await stage.WholeAsync("a"), await stage.WholeAsync("b"));
        await play(a, b, await a.SignAsync(await a.BuildAsync(CoinStage.Stranger, "0.01")));
    });
}
