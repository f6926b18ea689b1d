using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Paywarden.Harness;

namespace Paywarden.Ledger;

/// <summary>Looks into every file below a data directory for what could spend a wallet's money.</summary>
/// <param name="secrets">Texts that stand in the wallet where its keys are.</param>
/// <param name="open">The content of an encrypted wallet file.</param>
internal sealed partial class SecretHunt(string dataFolder, IReadOnlyCollection<string> secrets, Func<string, Task<string>> open)
{
    /// <summary>How encrypted wallet files of Electrum and its descendants begin: "BIE1" in base64.</summary>
    private const string Sealed = "QklFMQ";

    /// <summary>Of real electrum's wallet: what its decrypted file holds of the keys, each as it stands there.</summary>
    public static async Task<SecretHunt> OfElectrumAsync(Scene scene, string dataFolder, ElectrumLab lab)
    {
        Task<string> OpenAsync(string file) => OpenElectrumAsync(scene, file, lab.Password);
        var wallet = JsonSerializer.Deserialize<JsonElement>(await OpenAsync(lab.WalletFile));
        var keystore = wallet.GetProperty("keystore");
        return new(dataFolder, [keystore.GetProperty("seed").GetString()!, keystore.GetProperty("xprv").GetString()!, wallet.GetProperty("lightning_xprv").GetString()!, lab.Password], OpenAsync);
    }

    /// <summary>The daemons whose folders hold a secret; "" stands for files of the node's own.</summary>
    public async Task<SortedSet<string>> HoldersAsync()
    {
        var holders = new SortedSet<string>(StringComparer.Ordinal);
        // But for the node's lock, which holds its pid: .NET opens no file that another process has locked.
        foreach (var file in Directory.EnumerateFiles(dataFolder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "node.lock"))
        {
            var text = Encoding.Latin1.GetString(await ReadAsync(file));
            if (text.StartsWith(Sealed, StringComparison.Ordinal))
            {
                text = await open(file);
            }

            if (secrets.Any(s => text.Contains(s, StringComparison.Ordinal)) || PrivateKey().IsMatch(text))
            {
                var path = Path.GetRelativePath(dataFolder, file).Split(Path.DirectorySeparatorChar);
                holders.Add(path is ["daemons", var daemon, ..] ? daemon : "");
            }
        }

        return holders;
    }

    /// <summary>Whatever locks are on it: databases are open meanwhile.</summary>
    private static async Task<byte[]> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    /// <summary>An extended private key in any of its versions, whatever wallet it is of.</summary>
    [GeneratedRegex("[xyztuv]prv[1-9A-HJ-NP-Za-km-z]{100}")]
    private static partial Regex PrivateKey();

    /// <summary>By electrum's own code: not by ours, which is what is looked at here.</summary>
    private static Task<string> OpenElectrumAsync(Scene scene, string file, string password) => ChildProcess.RunAsync(
        "/usr/bin/python3",
        ["-c", "import os, sys; from electrum.storage import WalletStorage; s = WalletStorage(sys.argv[1]); s.decrypt(os.environ['PASSWORD']); sys.stdout.write(s.read())", file],
        scene.Subfolder("opened"),
        TimeSpan.FromSeconds(30),
        environment: new Dictionary<string, string?> { ["PASSWORD"] = password });
}
