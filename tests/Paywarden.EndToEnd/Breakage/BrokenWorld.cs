using System.Globalization;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Breakage;

/// <summary>A node of its own for a cause that lies outside of any one daemon: the disk, a port, a program.</summary>
internal static class BrokenWorld
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Starts three daemons with these lines in their wallet's configuration (the limits are added), plays the cause on one of them, and sees
    /// that it heals, that the others never suffered, and that nobody ever had two processes or left a zombie.</summary>
    public static async Task PlayAsync(Scene scene, ITestOutputHelper output, string wallet, Func<Victim, Task> play, string? dataFolder = null, Rigging? rigging = null)
    {
        var data = dataFolder ?? scene.Subfolder("data");
        var node = NodeProcess.With(scene, NodeSettings.In(data) with { Wallet = wallet + "\n" + RiggedNode.ShortLimits });
        await node.StartAsync();
        await node.AllReadyAsync(3);
        await using var others = new Bystanders(node, "store-1");
        var victim = new Victim(node, data, "store-1", rigging, output);

        await play(victim);
        await victim.HealsAsync();

        others.AssertWell();
        node.Watch.AssertClean();
        await node.Kill9Async();
    }

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
