using System.Globalization;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden;

/// <summary>The commands of the readme's first screen, read from it, as a newcomer types them: one after the other in one directory.</summary>
[Collection(Alone.Name)]
public sealed class ReadmeSpecs(ITestOutputHelper output)
{
    private const string Run = "dotnet run --project ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Its_first_commands_start_a_node_and_tell_of_a_killed_daemon() => Scene.PlayAsync(output, async scene =>
    {
        var commands = (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "README.md"))).Where(l => l.StartsWith(Run, StringComparison.Ordinal)).ToArray();
        var (environment, rpcPort, adminPort) = Newcomer.Ports();
        using var shop = new RpcClient(rpcPort, "bchrpc", "password");
        await using var watch = new ProcWatch(Path.Combine(scene.Folder, "data"));

        var node = scene.Own(new StartedNode(Arguments(Assert.Single(commands, c => c.EndsWith(".Node", StringComparison.Ordinal))), scene.Folder, environment));
        await Eventually.SeeAsync("getinfo answers", Patience, () => shop.SendAsync("getinfo"), a => a.Result is not null);
        await Eventually.SeeAsync("all run", Patience, () => VerbAsync("status"), told => told.Contains("all 3 daemons serve", StringComparison.Ordinal));
        Assert.Equal(4, watch.Alive().Count);
        Signals.Send(watch.Alive()[0].Pid, Signals.Kill);
        await Eventually.SeeAsync("it is told", Patience, () => VerbAsync("events"), told => told.Contains("ended by SIGKILL", StringComparison.Ordinal));
        await Eventually.SeeAsync("it is back", Patience, () => VerbAsync("status"), told => told.Contains("all 3 daemons serve", StringComparison.Ordinal));

        await node.StopAsync();
        Assert.Empty(watch.Alive());
        watch.AssertClean();

        Task<string> VerbAsync(string verb) => ChildProcess.RunAsync(
            "dotnet",
            [.. Arguments(Assert.Single(commands, c => c.EndsWith($"-- {verb}", StringComparison.Ordinal))), "--url", $"http://127.0.0.1:{adminPort}"],
            scene.Folder,
            Patience);
    });

    /// <summary>As it stands there, but for what is built already.</summary>
    private static string[] Arguments(string command)
    {
        var words = command[Run.Length..].Split(' ');
        return ["run", "--no-build", "-c", Repository.Configuration, "--project", Path.Combine(Repository.Root, words[0]), .. words[1..]];
    }

    /// <summary>"dotnet run" hands no signal on; the node's own pid stands in its lock.</summary>
    private sealed class StartedNode(IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string?> environment) : IAsyncDisposable
    {
        private readonly ChildProcess _command = new("dotnet", arguments, Path.Combine(folder, "node.log"), folder, environment);

        public async Task StopAsync()
        {
            // Through cat: .NET opens files with a lock of its own, which the node's refuses.
            var pid = await ChildProcess.RunAsync("cat", [Path.Combine(folder, "data", "node.lock")], folder, Patience);
            Signals.Send(int.Parse(pid, CultureInfo.InvariantCulture), Signals.Terminate);
            await _command.ExitAsync(Patience);
        }

        public async ValueTask DisposeAsync()
        {
            if (!_command.HasExited)
            {
                await StopAsync();
            }

            _command.Dispose();
        }
    }
}
