using Paywarden.Kernel;
using Paywarden.Wallets;

namespace Paywarden.Daemons;

/// <summary>`create -w PATH --seed S`: a wallet file from a seed, the same for ever, without a daemon or a network.</summary>
internal static class CreateCommand
{
    public static int Run(Arguments arguments)
    {
        var path = arguments.WalletPath.Length > 0 ? arguments.WalletPath : DataFolder.Of(arguments).DefaultWallet;
        if (File.Exists(path))
        {
            Terminal.Complain("Error: Remove the existing wallet first!");
            return 1;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WalletFile.Save(Make(arguments, path, ReadPassword(arguments.PasswordFile)));
        Terminal.Print($"Wallet saved in '{path}'");
        return 0;
    }

    private static Wallet Make(Arguments arguments, string path, string? password)
    {
        var seed = arguments.Seed.Length > 0 ? arguments.Seed : "rehearsal";
        return new Wallet(arguments.Network, KeyTree.FromSeed(seed))
        {
            Path = path,
            Password = password,
            Seed = arguments.WatchOnly ? null : seed,
            Funded = arguments.Funded,
        };
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
