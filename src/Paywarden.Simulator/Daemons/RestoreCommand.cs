using Paywarden.Kernel;
using Paywarden.Keys;
using Paywarden.Wallets;

namespace Paywarden.Daemons;

/// <summary>`restore TEXT`: a wallet from an extended public key (watch-only), an extended private key, or the words of a seed.</summary>
internal static class RestoreCommand
{
    public static int Run(Arguments arguments)
    {
        if (arguments.Subcommand.Length == 0)
        {
            Terminal.Complain("Error: restore needs an extended key or a seed.");
            return 2;
        }

        var key = ExtendedKey.Read(arguments.Network, arguments.Subcommand);
        if (key is null && LooksLikeKey(arguments.Subcommand))
        {
            Terminal.Complain("Error: Seed or key not recognized");
            return 1;
        }

        var seed = key is null ? arguments.Subcommand : null;
        var code = CreateCommand.Save(arguments, key ?? ExtendedKey.FromSeed(seed!), seed);
        if (code == 0)
        {
            Terminal.Print("This wallet was restored offline. It may contain more addresses than displayed.");
        }

        return code;
    }

    private static bool LooksLikeKey(string text) => text.Length > 100 && text.All(char.IsAsciiLetterOrDigit);
}
