using System.Diagnostics;
using System.Text.Json;
using Paywarden.Harness;

namespace Paywarden.Ledger;

/// <summary>One node on one data directory that plays one cell after the other: each a payment of its own, from its order to the archive.</summary>
internal sealed class KillLane(Scene scene, string name)
{
    /// <summary>Longer than a node needs to start: so the daemon does what the dead node asked while its successor is at work already.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);

    private readonly Failpoints _points = new(scene.Subfolder($"{name}-failpoints"));
    private PayingNode _node = null!;

    public async Task StartAsync()
    {
        _node = new PayingNode(scene, name, _points);
        await _node.StartAsync();
    }

    /// <returns>How long it took from the order until the payment was in the archive.</returns>
    public async Task<TimeSpan> PlayAsync(KillCell cell)
    {
        await _node.Process.AllReadyAsync(3);
        var order = new Order(cell.Name, Satoshis(cell));
        var clock = Stopwatch.StartNew();
        var companion = await PrepareAsync(cell);

        var answered = cell.Mishap switch
        {
            Mishap.NodeDiesBefore => await NodeDiesAsync(cell.Point, "before", order),
            Mishap.NodeDiesAfter => await NodeDiesAsync(cell.Point, "after", order),
            _ => await DaemonFailsAsync(cell, order),
        };

        await JudgeAsync(order, await answered);
        if (companion is not null)
        {
            await JudgeAsync(companion.Value.Order, await companion.Value.Answered);
        }

        await _node.SettledAsync();
        return clock.Elapsed;
    }


    private static long Satoshis(KillCell cell) => 100_000 + (10 * KillMatrix.Points.IndexOf(cell.Point)) + (int)cell.Mishap;

    /// <summary>Two calls need an occasion. A coin is frozen where another payment holds it that the builder has not seen spent: one that stands still before its
    /// broadcast. It is unfrozen where a freeze is in the way that the ledger knows nothing of, as one that came with a copied file.</summary>
    private async Task<(Order Order, Task<Answer> Answered)?> PrepareAsync(KillCell cell)
    {
        if (cell.Point.Name == "unfreeze_utxo")
        {
            var builder = (await _node.StatusAsync("there is a builder", _ => true)).GetProperty("builder").GetString()!;
            var coin = (await _node.BypassAsync(builder, "listunspent"))[0];
            await _node.BypassAsync(builder, "freeze_utxo", $"{coin.GetProperty("prevout_hash").GetString()}:{coin.GetProperty("prevout_n").GetInt32()}");
        }

        if (cell.Point.Name != "freeze_utxo")
        {
            return null;
        }

        var other = new Order(cell.Name + "-companion", Satoshis(cell) + 1_000);
        _points.Hold("call-broadcast-before");
        var answered = _node.Shop.PayAsync(other);
        await _points.HeldAsync("call-broadcast-before");
        return (other, answered);
    }

    private async Task<Task<Answer>> NodeDiesAsync(KillPoint point, string when, Order order)
    {
        _points.Die(point.When(when));
        var answered = _node.Shop.PayAsync(order);
        if (point.Blocks > 0)
        {
            await answered;
            await _node.MineAsync(point.Blocks);
        }

        await _node.Process.ExitAsync();
        Assert.True(_points.IsReached(point.When(when)), $"the node ended, but not at {point.When(when)}");
        _points.Release("call-broadcast-before");
        _node.Process.Launch();
        return answered;
    }

    private async Task<Task<Answer>> DaemonFailsAsync(KillCell cell, Order order)
    {
        var before = cell.Point.When("before");
        _points.Hold(before);
        var answered = _node.Shop.PayAsync(order);
        var daemon = await _points.HeldAsync(before);

        await _node.TellAsync(daemon, "simulator_fault", $"{Fault(cell.Mishap)} method={cell.Point.Name} times=1 line={cell.Name} strikes");
        _points.Release(before);
        await _node.SaidAsync(daemon, $"{cell.Name} strikes");

        _points.Release("call-broadcast-before");
        if (cell.Mishap == Mishap.ReplyLate)
        {
            await _node.Process.Kill9Async();
            _node.Process.Launch();
        }

        return answered;
    }

    private static string Fault(Mishap mishap) => mishap switch
    {
        Mishap.DaemonDiesBefore => "crash=before",
        Mishap.DaemonDiesAfter => "crash=after",
        Mishap.ReplyLost => "reset=after",
        Mishap.ReplyLate => $"slow={Late.TotalMilliseconds:0}",
        _ => throw new InvalidOperationException($"{mishap} is nothing that a daemon does"),
    };

    /// <summary>The chain decides; what the ledger says must agree with it.</summary>
    private async Task JudgeAsync(Order order, Answer answer)
    {
        Assert.Contains(answer.State, (string[])["seen", "confirmed", "final"]);
        await _node.MineAsync(10);
        var final = await _node.Shop.SeeAsync(order, "final");
        var paid = (await _node.Chain.ReadAsync())[order.Script].ToArray();

        Assert.True(paid.Length == 1, $"paid {paid.Length} times: {JsonSerializer.Serialize(paid.Select(p => p.Txid.ToString()))}");
        Assert.Equal((order.Satoshis, answer.Txid), (paid[0].Satoshis, paid[0].Txid.ToString()));
        Assert.True(paid[0].Height > 0, "it is in no block");
        Assert.Equal((answer.Txid, answer.Id), (final.Txid, final.Id));
    }
}
