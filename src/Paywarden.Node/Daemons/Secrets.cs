using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>The secrets of one start of a daemon.</summary>
internal static class Secrets
{
    public const string User = "paywarden";
    private const int Bytes = 32;

    /// <summary>In letters that need no quoting in any configuration file or URL.</summary>
    public static Secret Random() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    /// <summary>From its file where it has one, read anew at each start: an operator corrects it there and need not restart the node.</summary>
    /// <returns>Null: <paramref name="password"/> is it.</returns>
    public static LaunchResult.Failed? WalletPassword(DaemonSpec spec, out Secret password)
    {
        password = spec.WalletPassword;
        if (spec.WalletPasswordFile.Length == 0)
        {
            return null;
        }

        try
        {
            password = new Secret(File.ReadAllText(spec.WalletPasswordFile).TrimEnd('\r', '\n'));
            return null;
        }
        catch (Exception e) when (WorldFault.IsOf(e))
        {
            var cause = e is FileNotFoundException or DirectoryNotFoundException ? "it does not exist"
                : e is UnauthorizedAccessException ? "permission denied"
                : e.Message;
            return new($"cannot read the wallet password file {spec.WalletPasswordFile}: {cause}. Put it there, readable by the user that runs paywarden-node, then: paywarden unpark {spec.Id}", Hopeless: true);
        }
    }

    /// <summary>What may not be shown in its output.</summary>
    public static ImmutableArray<string> Of(DaemonSite site, DaemonEndpoint endpoint, Secret walletPassword) =>
        [.. new[] { site.Password, endpoint.Password, walletPassword }.Where(s => !s.IsEmpty).Select(s => s.Reveal()).Distinct(StringComparer.Ordinal)];
}
