using Paywarden.Daemons;
using Paywarden.Daemons.Dialects;
using Paywarden.Harness;
using Paywarden.Kernel;
using Xunit.Abstractions;

namespace Paywarden.Dialects;

/// <summary>The dialect of Electron Cash held against the program that behaves like it, alone: no node, no actor.</summary>
[Collection(Alone.Name)]
public sealed class SimulatorPlanSpecs(ITestOutputHelper output)
{
    private const string Password = "correct horse";

    private static readonly SimulatorDialect Dialect = new();

    private static readonly string Program = Path.Combine(
        Repository.Root, "src", "Paywarden.Simulator", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "paywarden-simulator");

    [Fact]
    public Task A_sealed_wallet_wakes_serves_and_stops() => Scene.PlayAsync(output, async scene =>
    {
        var placed = await SetUpAsync(scene);
        await using var daemon = placed.Start(Dialect);

        Assert.IsType<ReplyReading.Good>(await daemon.AwakenAsync(new Secret(Password)));

        var health = await daemon.ProbeUntilAsync(h => h.Degradations.IsEmpty);
        Assert.Equal((health.ServerHeight, true, true), (health.Height, health.Connected, health.Synchronized));
        Assert.Equal((await daemon.CallAsync(new DaemonCall("listaddresses"))).Result!.Value.GetArrayLength(), health.Addresses);

        Assert.Null((await daemon.CallAsync(Dialect.Stop(placed.Spec, placed.Site)!)).Error);
        Assert.Equal(0, (await daemon.ExitAsync()).Code);
    });

    [Fact]
    public Task A_wrong_password_a_corrupt_and_a_missing_wallet_are_hopeless() => Scene.PlayAsync(output, async scene =>
    {
        var placed = await SetUpAsync(scene);
        await using var daemon = placed.Start(Dialect);

        await HopelessWallets.HoldAsync(daemon, placed, Password);
    });

    [Theory]
    [InlineData("server-away=10", "no connection to a server")]
    [InlineData("lag=7", "7 behind its server")]
    [InlineData("unsynchronised", "not synchronised")]
    public Task What_it_lacks_is_read_from_its_answers(string fault, string expected) => Scene.PlayAsync(output, async scene =>
    {
        var placed = await SetUpAsync(scene, "--fault", fault);
        await using var daemon = placed.Start(Dialect);

        Assert.IsType<ReplyReading.Good>(await daemon.AwakenAsync(new Secret(Password)));

        // Right after the load the wallet is not synchronised either, for a moment.
        var health = await daemon.ProbeUntilAsync(h => h.Degradations.Length == 1);
        Assert.Contains(expected, health.Degradations[0], StringComparison.Ordinal);
    });

    [Fact]
    public Task A_missing_libsecp256k1_is_read_from_what_it_prints() => Scene.PlayAsync(output, async scene =>
    {
        var placed = await SetUpAsync(scene, "--fault", "no-libsecp256k1");
        await using var daemon = placed.Start(Dialect);

        Assert.IsType<ReplyReading.Good>(await daemon.AwakenAsync(new Secret(Password)));

        Assert.Contains("libsecp256k1 is missing", Assert.Single(Dialect.ReadOutput(placed.Spec, daemon.Lines)), StringComparison.Ordinal);
    });

    [Fact]
    public Task An_end_at_its_start_is_explained_by_its_last_words() => Scene.PlayAsync(output, async scene =>
    {
        var placed = await SetUpAsync(scene, "--fault", "crash=start exit=1 line=ModuleNotFoundError: No module named 'SimpleWebSocketServer'");
        await using var daemon = placed.Start(Dialect);

        var exit = await daemon.ExitAsync();

        Assert.Equal(1, exit.Code);
        Assert.Contains("Python module that it needs is missing", Dialect.Explain(placed.Spec, exit), StringComparison.Ordinal);
    });

    private static async Task<Placed> SetUpAsync(Scene scene, params string[] more)
    {
        var walletFile = Path.Combine(scene.Folder, "store.wallet");
        var passwordFile = Path.Combine(scene.Folder, "password");
        await File.WriteAllTextAsync(passwordFile, Password);
        await ChildProcess.RunAsync(
            Program, ["--regtest", "create", "-w", walletFile, "--seed", "store", "--password-file", passwordFile], scene.Folder, TimeSpan.FromSeconds(20));
        var placed = Placed.In(scene, "simulator", Program, walletFile, server: "");
        return placed with { Spec = placed.Spec with { Command = [Program, .. more] } };
    }
}
