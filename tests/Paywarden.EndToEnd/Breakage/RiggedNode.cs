using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Breakage;

/// <summary>One node that several specs break, one daemon each: three simulated daemons on copies of an encrypted wallet, with short limits.
/// Every spec finds all three well and leaves them so.</summary>
public sealed class RiggedNode : IAsyncLifetime
{
    /// <summary>Short, so that a verdict comes within seconds.</summary>
    internal const string ShortLimits = """
        start { ready-within = 3s, probe-every = 100ms }
        probe { every = 500ms, timeout = 1s }
        restart { base = 100ms, max = 2s, crash-loop = 3, reset-after = 1s }
        stop { rpc = 1s, term = 1s }
        """;

    private readonly Scene _scene = Scene.Open();
    private bool _failed;

    internal NodeProcess Node { get; private set; } = null!;

    internal Rigging Rigging { get; private set; } = null!;

    internal string WalletFile { get; private set; } = "";

    /// <summary>Holds the password of the wallet; read anew at each start of a daemon.</summary>
    internal string PasswordFile { get; private set; } = "";

    private string DataFolder { get; set; } = "";

    public async Task InitializeAsync()
    {
        Rigging = new Rigging(_scene);
        DataFolder = _scene.Subfolder("data");
        PasswordFile = Path.Combine(_scene.Folder, "store-password");
        WalletFile = Path.Combine(_scene.Folder, "store.wallet");
        await File.WriteAllTextAsync(PasswordFile, Guid.NewGuid().ToString("N"));
        await ChildProcess.RunAsync(
            Rigging.Simulator, ["create", "-w", WalletFile, "--seed", "breakage", "--password-file", PasswordFile], _scene.Folder, TimeSpan.FromSeconds(30));
        Node = NodeProcess.With(_scene, NodeSettings.In(DataFolder) with
        {
            Wallet = $"""
                dialect = simulator
                daemons = 3
                command = {Rigging.Command(Rigging.Simulator)}
                wallet-file = "{WalletFile}"
                wallet-password-file = "{PasswordFile}"
                {ShortLimits}
                """,
        });
        await Node.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _scene.EndAsync();
        if (!_failed)
        {
            _scene.Clear();
        }
    }

    /// <summary>Plays one spec on one daemon; afterwards it is well, nobody else has suffered, and no daemon ever had two processes or left a zombie.</summary>
    internal async Task PlayAsync(ITestOutputHelper output, Func<Victim, Task> play, string id = "store-1")
    {
        try
        {
            await Node.AllReadyAsync(3);
            await using var others = new Bystanders(Node, id);
            var victim = new Victim(Node, DataFolder, id, Rigging, output);

            await play(victim);
            await victim.HealsAsync();

            others.AssertWell();
            Node.Watch.AssertClean();
        }
        catch
        {
            _failed = true;
            output.WriteLine($"kept for you to look at: {_scene.Folder}");
            throw;
        }
    }
}
