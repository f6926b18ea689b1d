using System.Globalization;
using Paywarden.Daemons;
using Paywarden.Settings;

namespace Paywarden.Startup;

/// <summary>What a newcomer needs to know once the node is up.</summary>
internal static class Welcome
{
    public static void Say(NodePlan plan, TextWriter output)
    {
        var options = plan.Options;
        var wallets = string.Join(", ", options.Wallets.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w =>
            string.Create(CultureInfo.InvariantCulture, $"{w.Key} ({plan.Specs.Count(s => s.Wallet == w.Key && s.Part != DaemonPart.Signer)} × {w.Value.Dialect}{Signers(DaemonSpecs.SignersOf(w.Value))})")));
        output.WriteLine($"""

            Paywarden node {options.Node.Name} is up, with wallet(s) {wallets}.
              payment calls   http://{options.Rpc.Listen}/   (user{(options.Rpc.Users.Count == 1 ? "" : "s")} {string.Join(", ", options.Rpc.Users.Keys.Order(StringComparer.Ordinal))})
              admin, page     http://{options.Admin.Listen}/
              data            {options.Node.DataDir}
              see it          paywarden status      (from a clone: dotnet run --project src/Paywarden.Cli -- status)

            """);
    }

    private static string Signers(int count) => count switch
    {
        0 => "",
        1 => " and a signer",
        _ => string.Create(CultureInfo.InvariantCulture, $" and {count} signers"),
    };
}
