using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Breakage;

/// <summary>One node that several specs break: three daemons, each on a copy of its own of an encrypted wallet (what spoils a wallet is the same at a signer), with short limits. Every spec finds all three well and
/// leaves them so.</summary>
public abstract class RiggedNode : IAsyncLifetime
{
    /// <summary>Short, so that a verdict comes within seconds; and a daemon that was well for a moment begins anew, so that one spec's ends are not
    /// counted in the next.</summary>
    internal const string ShortLimits = """
        start { ready-within = 2s, probe-every = 100ms }
        probe { every = 500ms, timeout = 1s }
        restart { base = 100ms, max = 1s, crash-loop = 3, reset-after = 100ms }
        stop { rpc = 1s, term = 1s }
        """;

    private readonly Scene _scene = Scene.Open();
    private bool _failed;

    internal NodeProcess Node { get; private set; } = null!;

    internal OperatorShell Shell { get; private set; } = null!;

    internal string WalletFile { get; private set; } = "";

    /// <summary>Holds the password of the wallet; read anew at each start of a daemon.</summary>
    internal string PasswordFile { get; private set; } = "";

    private Rigging Rigging { get; set; } = null!;

    private string DataFolder { get; set; } = "";

    public async Task InitializeAsync()
    {
        Rigging = new Rigging(_scene);
        DataFolder = _scene.Subfolder("data");
        File.SetUnixFileMode(DataFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var wallet = await MakeAsync(_scene, DataFolder);
        WalletFile = wallet.File;
        PasswordFile = Path.Combine(_scene.Folder, "store-password");
        await File.WriteAllTextAsync(PasswordFile, wallet.Password);
        var settings = NodeSettings.In(DataFolder) with
        {
            Wallet = $"""
                daemons = 3
                signers = 0
                command = {Rigging.Command(wallet.Program)}
                wallet-file = "{WalletFile}"
                wallet-password-file = "{PasswordFile}"
                {ShortLimits}
                {wallet.Lines}
                """,
        };
        Shell = new OperatorShell(_scene, settings);
        Node = NodeProcess.With(_scene, settings);
        await Node.StartAsync();
    }

    public async Task DisposeAsync()
    {
        // How a node stops is the business of other specs, and takes its time.
        await Node.Kill9Async();
        await _scene.EndAsync();
        if (!_failed)
        {
            _scene.Clear();
        }
    }

    /// <summary>Plays one spec on one daemon; afterwards it is well, nobody else has suffered, and no daemon ever had two processes or left a zombie.</summary>
    internal async Task PlayAsync(ITestOutputHelper output, Func<Victim, Task> play, string id = "store-1")
    {
        var victim = new Victim(Node, DataFolder, id, Rigging, output);
        try
        {
            await Node.AllReadyAsync(3);
            await using var others = new Bystanders(Node, id);

            await play(victim);
            await victim.HealsAsync();

            others.AssertWell();
            Node.Watch.AssertClean();
        }
        catch
        {
            _failed = true;
            output.WriteLine($"kept for you to look at: {_scene.Folder}");
            await victim.MendAsync();
            throw;
        }
    }

    /// <summary>Sets up what the daemons need, before the node starts.</summary>
    internal abstract Task<RiggedWallet> MakeAsync(Scene scene, string dataFolder);
}

/// <param name="Lines">More of its configuration; wins over the short limits.</param>
internal sealed record RiggedWallet(string Program, string File, string Password, string Lines);
