using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Which scripts are the wallet's own, found as wallets find their addresses: on and on until a long row of them is not used.</summary>
/// <param name="Receiving">One above the highest receiving address among them.</param>
public sealed record OwnScripts(ImmutableHashSet<Bytes> Scripts, uint Receiving)
{
    /// <summary>Wallets give up after 20; we raise our daemons 50 ahead, and addresses that nobody paid to leave longer rows.</summary>
    private const uint Gap = 200;

    /// <param name="atLeast">How many addresses of each branch are looked at in any case.</param>
    public static OwnScripts Among(WalletAccount account, IReadOnlySet<Bytes> scripts, uint atLeast)
    {
        var own = ImmutableHashSet.CreateBuilder<Bytes>();
        Look(KeyBranch.Change);
        var receiving = Look(KeyBranch.Receiving);
        return new OwnScripts(own.ToImmutable(), receiving);

        uint Look(KeyBranch branch)
        {
            var above = 0u;
            for (var index = 0u; index < Math.Max(above, atLeast) + Gap; index++)
            {
                if (scripts.Contains(account.Script(branch, index)))
                {
                    own.Add(account.Script(branch, index));
                    above = index + 1;
                }
            }

            return above;
        }
    }
}
