using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Coins;

/// <summary>The file that all share survives whoever writes to it.</summary>
[Collection(Alone.Name)]
public sealed class ChainFileSpecs(ITestOutputHelper output)
{
    [Fact]
    public Task Daemons_killed_in_the_middle_of_their_payments_leave_a_chain_that_all_read_alike() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var (a, b) = (await stage.WholeAsync("a"), await stage.WholeAsync("b"));
        var said = 0;
        for (var round = 0; round < 6; round++)
        {
            // It pays on from its own change, in rapid order, until it dies.
            Task? killed = null;
            try
            {
                while (true)
                {
                    var raw = (await a.NamedAsync("payto", new { destination = CoinStage.Stranger, amount = "0.0001", feerate = 2 })).GetProperty("hex").GetString()!;
                    said += await a.BroadcastAsync(raw) == CoinStage.IdOf(raw) ? 1 : 0;
                    killed ??= KillAfterAsync(a, 7 * round);
                    await a.MineAsync(1);
                }
            }
            catch (Exception gone) when (gone is HttpRequestException or System.Text.Json.JsonException)
            {
                await killed!;
            }

            await a.StartAsync();
            await a.SyncAsync();
        }

        var (first, second) = (await a.CallAsync("getaddresshistory", CoinStage.Stranger), await b.CallAsync("getaddresshistory", CoinStage.Stranger));
        Assert.Equal(first.GetRawText(), second.GetRawText());

        // What was answered is there; what was cut off may be, too.
        Assert.InRange(first.GetArrayLength(), Math.Max(said, 6), said + 6);
        scene.Figure($"{said} payments answered, {first.GetArrayLength()} on the chain after 6 kills");
    });

    [Fact]
    public Task Half_a_line_of_a_dead_writer_counts_as_nothing_and_the_next_writer_takes_its_place() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var (a, b) = (await stage.WholeAsync("a"), await stage.WholeAsync("b"));
        var whole = await File.ReadAllBytesAsync(stage.ChainFile);
        await File.AppendAllTextAsync(stage.ChainFile, System.Text.Encoding.ASCII.GetString(whole)[..100]);

        Assert.Equal(220, (await a.CallAsync("getinfo")).GetProperty("server_height").GetInt32());
        await a.MineAsync(1);

        Assert.Equal(221, (await b.CallAsync("getinfo")).GetProperty("server_height").GetInt32());
        Assert.Equal(whole, (await File.ReadAllBytesAsync(stage.ChainFile))[..whole.Length]);
        Assert.Equal(2, (await File.ReadAllLinesAsync(stage.ChainFile)).Length);
    });

    [Fact]
    public Task Who_holds_the_lock_and_stands_still_holds_up_no_reader_and_no_writer_for_ever() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var a = await stage.WholeAsync("a", "--mine-every", "1");
        var raw = await a.SignAsync(await a.BuildAsync(CoinStage.Stranger, "0.01"));
        using (new FileStream(Path.ChangeExtension(stage.ChainFile, "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal("error: An error occurred broadcasting the transaction", await a.BroadcastAsync(raw));
            Assert.Empty((await a.CallAsync("getaddresshistory", CoinStage.Stranger)).EnumerateArray());
        }

        Assert.Equal(CoinStage.IdOf(raw), await a.BroadcastAsync(raw));
    });

    [Fact]
    public Task A_line_that_was_spoilt_is_passed_over() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var a = await stage.WholeAsync("a");
        await File.AppendAllTextAsync(stage.ChainFile, "0123456789abcdef {\"kind\":\"mined\",\"at\":0,\"height\":999}\n");
        await a.MineAsync(1);

        Assert.Equal(221, (await a.CallAsync("getinfo")).GetProperty("server_height").GetInt32());
    });

    [Fact]
    public Task Daemons_of_one_account_get_its_first_money_once_and_another_account_gets_its_own() => Scene.PlayAsync(output, async scene =>
    {
        var stage = new CoinStage(scene);
        var (a, b) = (await stage.WholeAsync("a"), await stage.WholeAsync("b"));
        var other = await new CoinStage(scene, "others").WholeAsync("other");

        var coins = (await a.CallAsync("listunspent")).GetRawText();

        Assert.Equal(coins, (await b.CallAsync("listunspent")).GetRawText());
        Assert.Equal(5, (await other.CallAsync("listunspent")).GetArrayLength());
        Assert.NotEqual(coins, (await other.CallAsync("listunspent")).GetRawText());
        Assert.Equal(2, (await File.ReadAllLinesAsync(stage.ChainFile)).Length);
    });

    private static async Task KillAfterAsync(CoinDaemon daemon, int milliseconds)
    {
        await Task.Delay(milliseconds);
        daemon.Kill();
    }
}
