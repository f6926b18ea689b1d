using Paywarden.Kernel;
using Paywarden.Keys;
using Paywarden.Wallets;

namespace Paywarden.Daemons;

/// <summary>`create -w PATH --seed S`: a wallet file from a seed, the same for ever, without a daemon or a network.</summary>
internal static class CreateCommand
{
    public static int Run(Arguments arguments)
    {
        var seed = arguments.Seed.Length > 0 ? arguments.Seed : "rehearsal";
        var account = ExtendedKey.FromSeed(seed);
        return arguments.WatchOnly ? Save(arguments, account with { Secret = null }, null) : Save(arguments, account, seed);
    }

    public static int Save(Arguments arguments, ExtendedKey account, string? seed)
    {
        var path = arguments.WalletPath.Length > 0 ? arguments.WalletPath : DataFolder.Of(arguments).DefaultWallet;
        if (File.Exists(path))
        {
            Terminal.Complain("Error: Remove the existing wallet first!");
            return 1;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WalletFile.Save(new Wallet(new KeyTree(arguments.Network, account))
        {
            Path = path,
            Password = ReadPassword(arguments.PasswordFile),
            Seed = seed,
            Funded = arguments.Funded,
        });
        Terminal.Print($"Wallet saved in '{path}'");
        return 0;
    }

    private static string? ReadPassword(string file)
    {
        var text = file switch
        {
            "" => "",
            "-" => new StreamReader(Console.OpenStandardInput()).ReadLine() ?? "",
            _ => File.ReadAllText(file).TrimEnd('\r', '\n'),
        };
        return text.Length == 0 ? null : text;
    }
}
