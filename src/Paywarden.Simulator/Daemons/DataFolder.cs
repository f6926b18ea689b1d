using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>Where the original keeps what: DIR, or below it one folder per other network.</summary>
internal sealed record DataFolder(string Root, Network Network)
{
    public string Path { get; } = System.IO.Path.Combine(Root, Network.Folder);

    public string Config => System.IO.Path.Combine(Path, "config");

    public string Lock => System.IO.Path.Combine(Path, "daemon");

    public string DefaultWallet => System.IO.Path.Combine(Path, "wallets", "default_wallet");

    /// <summary>Faults planted before a start; no real daemon has such a file.</summary>
    public string Faults => System.IO.Path.Combine(Root, "faults");

    public static DataFolder Of(Arguments arguments) => new(arguments.DataDirectory, arguments.Network);

    public void Create()
    {
        Directory.CreateDirectory(Path);
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "wallets"));
    }
}
