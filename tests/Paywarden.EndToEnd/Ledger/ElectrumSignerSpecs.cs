using System.Diagnostics;
using System.Text.Json;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Ledger;

/// <summary>acceptance: line 6. Real electrum's signer, without a server, signs what twins have built that hold no keys; and it dies in the middle of it.</summary>
[Collection(Alone.Name)]
[Trait("Needs", "electrum")]
public sealed class ElectrumSignerSpecs(ITestOutputHelper output)
{
    private const string Signer = "store-s0";
    private const long Paid = 200_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Only_the_signer_signs_and_it_has_no_server() => Scene.PlayAsync(output, async scene =>
    {
        var shop = await ElectrumShop.OpenAsync(scene, coins: 1);
        var daemons = await shop.Node.AllReadyAsync(3);
        using var twin = shop.Direct(daemons.Single(d => d.Id == "store-1"));
        using var signer = shop.Direct(daemons.Single(d => d.Id == Signer));
        var psbt = (await twin.CallAsync("payto", new { destination = ElectrumShop.Customer(), amount = "0.002", feerate = 1, rbf = false, @unsigned = true })).GetString()!;

        Assert.StartsWith("cHNidP", (await twin.CallAsync("signtransaction", new { tx = psbt })).GetString(), StringComparison.Ordinal);
        Assert.StartsWith("02000000", (await signer.CallAsync("signtransaction", new { tx = psbt, password = shop.Lab.Password })).GetString(), StringComparison.Ordinal);
        Assert.NotNull((await twin.SendAsync("getseed")).ErrorCode);
        Assert.Equal((await signer.CallAsync("getmpk")).GetString(), (await twin.CallAsync("getmpk")).GetString());
        Assert.Equal(JsonValueKind.Null, (await shop.Node.Admin.GetAsync($"api/v1/daemons/{Signer}")).GetProperty("height").ValueKind);
        Assert.NotNull((await signer.SendAsync("getinfo")).ErrorCode);
    });

    [Fact]
    public Task Payments_whose_signer_is_killed_in_the_call_are_each_made_once() => Scene.PlayAsync(output, async scene =>
    {
        var shop = await ElectrumShop.OpenAsync(scene, coins: 6);
        var customers = new List<string>();
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 5; i++)
        {
            var customer = ElectrumShop.Customer();
            customers.Add(customer);
            var signer = await shop.Node.DaemonAsync(Signer, "runs", Patience, d => d.IsReady);

            // Frozen it takes the call and does not answer: so the kill comes in the middle of it.
            Assert.True(Signals.Send(signer.Pid!.Value, Signals.Stop));
            var paying = shop.PayAsync($"order-{i}", customer);
            await Eventually.SeeAsync("it waits to be signed", Patience, shop.StatusAsync, s => s.GetProperty("open").EnumerateArray().Any(p => p.GetProperty("state").GetString() == "built") || paying.IsCompleted);
            Signals.Send(signer.Pid.Value, Signals.Kill);
            var clock = Stopwatch.StartNew();

            await shop.PaySurelyAsync($"order-{i}", customer);
            waits.Add(clock.Elapsed);
            await paying;
        }

        scene.Figure($"line 6, electrum: the signer killed in each of {customers.Count} calls, kill to seen {Spread.Of(waits)}");
        await shop.Lab.MineAsync(6);
        foreach (var customer in customers)
        {
            Assert.Equal(Paid, Assert.Single(await shop.PaidToAsync(customer)));
        }

        var status = await Eventually.SeeAsync("all is final", Patience, shop.StatusAsync, s => s.GetProperty("unsettled").GetInt32() == 0);
        Assert.Equal(JsonValueKind.Null, status.GetProperty("held").ValueKind);
    });
}
