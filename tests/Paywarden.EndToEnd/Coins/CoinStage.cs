using Paywarden.Breakage;
using Paywarden.Harness;
using Paywarden.Ledger.Codec;

namespace Paywarden.Coins;

/// <summary>A chain and the simulated daemons on it: twins that watch, signers that hold the keys and see no server.</summary>
internal sealed class CoinStage(Scene scene, string seed = "coins")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Somebody else's address.</summary>
    public const string Stranger = "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn";

    public static string Program => Rigging.Simulator;

    public string Chain { get; } = Path.Combine(scene.Folder, "chain");

    public string ChainFile => Path.Combine(Chain, "regtest.chain");

    public async Task<CoinDaemon> SignerAsync(string name = "signer", string? password = null)
    {
        var words = new List<string> { "--regtest", "create", "-w", WalletOf(name), "--seed", seed };
        if (password is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(scene.Folder, name + "-password"), password);
            words.AddRange(["--password-file", Path.Combine(scene.Folder, name + "-password")]);
        }

        await RunAsync(words);
        return await StartAsync(name, password, "--offline");
    }

    /// <summary>Watch-only, made from what a daemon with keys gives.</summary>
    public async Task<CoinDaemon> TwinAsync(string name, CoinDaemon signer, params string[] words)
    {
        await RunAsync(["--regtest", "restore", (await signer.CallAsync("getmpk")).GetString()!, "-w", WalletOf(name), "-o"]);
        var twin = await StartAsync(name, null, ["--chain", Chain, .. words]);
        await twin.SyncAsync();
        return twin;
    }

    /// <summary>One that holds keys and sees the chain.</summary>
    public async Task<CoinDaemon> WholeAsync(string name, params string[] words)
    {
        await RunAsync(["--regtest", "create", "-w", WalletOf(name), "--seed", seed]);
        var whole = await StartAsync(name, null, ["--chain", Chain, .. words]);
        await whole.SyncAsync();
        return whole;
    }

    public Task<string> RunAsync(IEnumerable<string> words) => ChildProcess.RunAsync(Program, words, scene.Folder, Patience);

    public static string IdOf(string raw) => Transaction.TryRead(raw, out var transaction, out var why) ? transaction.Id().ToString() : throw new FormatException(why);

    private string WalletOf(string name) => Path.Combine(scene.Folder, name + ".wallet");

    private async Task<CoinDaemon> StartAsync(string name, string? password, params string[] words)
    {
        var daemon = scene.Own(new CoinDaemon(scene.Subfolder(name), WalletOf(name), password, words));
        await daemon.StartAsync();
        return daemon;
    }
}
