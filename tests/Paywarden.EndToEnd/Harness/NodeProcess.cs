using System.Globalization;

namespace Paywarden.Harness;

/// <summary>A real paywarden-node on one data directory: started, killed, started again; and the clients to talk to it.
/// Its daemons are watched from before its first start to its end.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    /// <summary>Far above what a start takes: only for a node that never comes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const string ConfigName = "paywarden.conf";

    private readonly string _folder;
    private readonly IReadOnlyDictionary<string, string?> _environment;
    private readonly IReadOnlyList<string> _command;
    private readonly HttpClient _health;
    private ChildProcess? _process;

    private NodeProcess(string folder, string dataFolder, int rpcPort, int adminPort, IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> environment)
    {
        _folder = folder;
        _command = command;
        _environment = environment;
        _health = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{rpcPort}/"), Timeout = TimeSpan.FromSeconds(2) };
        RpcPort = rpcPort;
        Admin = new AdminClient(adminPort, dataFolder);
        Watch = new ProcWatch(dataFolder);
    }

    public int RpcPort { get; }

    /// <summary>What the node reads at its start and at each reload.</summary>
    public string ConfigFile => Path.Combine(_folder, ConfigName);

    public AdminClient Admin { get; }

    public ProcWatch Watch { get; }

    public int Pid => Process.Pid;

    public string Output => Process.Output;

    /// <summary>Lines of its log that tell of an error, or of an exception that somebody let pass.</summary>
    public string[] Errors =>
        [.. Output.Split('\n').Where(l => l.Contains(" ERR ", StringComparison.Ordinal) || l.Contains(" FTL ", StringComparison.Ordinal) || l.Contains("Exception", StringComparison.Ordinal))];

    private ChildProcess Process => _process ?? throw new InvalidOperationException("the node has not been started");

    /// <summary>A node with a configuration file; its folder in the scene has the data directory's name.</summary>
    /// <param name="within">A program that starts the node, with its arguments; then <see cref="Pid"/> is that program's.</param>
    public static NodeProcess With(Scene scene, NodeSettings settings, params string[] within) =>
        Of(scene, settings, [.. within, Repository.NodeProgram], new Dictionary<string, string?>());

    /// <summary>The same, built with places to die in it.</summary>
    /// <param name="failpoints">Where those are armed.</param>
    public static NodeProcess Failing(Scene scene, NodeSettings settings, string failpoints) =>
        Of(scene, settings, [Repository.FailingNodeProgram], new Dictionary<string, string?> { ["PAYWARDEN_FAILPOINTS"] = failpoints });

    private static NodeProcess Of(Scene scene, NodeSettings settings, string[] program, IReadOnlyDictionary<string, string?> environment)
    {
        var folder = scene.Subfolder("node-" + settings.RpcPort.ToString(CultureInfo.InvariantCulture));
        var file = Path.Combine(folder, ConfigName);
        File.WriteAllText(file, settings.Render());
        return scene.Own(new NodeProcess(
            folder, settings.DataFolder, settings.RpcPort, settings.AdminPort, [.. program, "--config", file], environment));
    }

    /// <summary>A newcomer's node: no configuration, an empty working directory.</summary>
    public static NodeProcess Standalone(Scene scene, int rpcPort, int adminPort, IReadOnlyDictionary<string, string?> environment)
    {
        var folder = scene.Subfolder("standalone");
        return scene.Own(new NodeProcess(folder, Path.Combine(folder, "data"), rpcPort, adminPort, [Repository.NodeProgram], environment));
    }

    /// <summary>Starts the program and returns at once.</summary>
    public void Launch()
    {
        _process?.Dispose();
        _process = new ChildProcess(_command[0], _command.Skip(1), Path.Combine(_folder, "node.log"), _folder, _environment);
    }

    public bool HasExited => Process.HasExited;

    public void AssertRunning() => Assert.False(Process.HasExited, $"the node ended by itself:\n{Process.Tail()}");

    /// <summary>Starts the program and waits until it takes calls.</summary>
    public async Task StartAsync()
    {
        Launch();
        await Eventually.SeeAsync("the node is ready", Patience, IsReadyAsync, ready => ready);
    }

    /// <summary>Waits until so many daemons serve and every signer signs, and returns all.</summary>
    public Task<SeenDaemon[]> AllReadyAsync(int count) => Eventually.SeeAsync(
        $"{count} daemons are ready, and the signers", Patience, Admin.DaemonsAsync, all => all.Count(d => d.IsReady && !d.IsSigner) >= count && all.All(d => d.IsReady || !d.IsSigner));

    /// <summary>Waits until one daemon is as wanted.</summary>
    public async Task<SeenDaemon> DaemonAsync(string id, string what, TimeSpan within, Func<SeenDaemon, bool> enough)
    {
        var seen = await Eventually.SeeAsync(
            $"{id} {what}", within, async () => (await Admin.DaemonsAsync()).Where(d => d.Id == id).ToArray(), found => found is [var d] && enough(d));
        return seen[0];
    }

    /// <summary>The node dies without a word; its daemons live on.</summary>
    public async Task Kill9Async()
    {
        Process.Signal(Signals.Kill);
        await Process.ExitAsync(Patience);
    }

    /// <returns>The exit code.</returns>
    public Task<int> StopAsync(int signal)
    {
        Process.Signal(signal);
        return Process.ExitAsync(Patience);
    }

    public Task<int> ExitAsync() => Process.ExitAsync(Patience);

    /// <summary>Ends the node and whatever daemons of its data directory are left, each by its pid.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            // A deaf one is killed below; that it was deaf must not hide why the test failed.
            _process.Signal(Signals.Interrupt);
            await ((Task)_process.ExitAsync(Patience)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _process?.Dispose();
        foreach (var left in Watch.Alive())
        {
            Signals.Send(left.Pid, Signals.Kill);
        }

        await Watch.DisposeAsync();
        Admin.Dispose();
        _health.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        AssertRunning();
        using var response = await _health.GetAsync("healthz/ready");
        return response.IsSuccessStatusCode;
    }
}
