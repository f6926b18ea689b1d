using System.Collections.Immutable;
using Paywarden.Daemons;

namespace Paywarden.Settings;

/// <summary>The classes that a wallet's configuration gives to methods, as entries for its dialect's table.</summary>
public static class MethodOverrides
{
    /// <summary>For methods that no table knows: how long a call may hold the daemon.</summary>
    private static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(5);

    public static ImmutableArray<MethodEntry> From(WalletOptions wallet, MethodTable table) =>
        [.. wallet.Methods.Select(m => Entry(m.Key, Enum.Parse<MethodClass>(m.Value, ignoreCase: true), table))];

    /// <summary>A method of the table keeps its limit and parameters, and stays off where it is off always: a class gives a permission,
    /// and what is off would break the daemon whoever asks for it.</summary>
    private static MethodEntry Entry(string name, MethodClass @class, MethodTable table)
    {
        if (!table.TryGet(name, out var known))
        {
            return new(name, @class, PlaceOf(@class), FreshnessOf(@class), UsualLimit);
        }

        return known.Class == @class || known.Place == MethodPlace.None
            ? known with { Class = @class }
            : known with { Class = @class, Place = PlaceOf(@class), Fresh = FreshnessOf(@class) };
    }

    private static MethodPlace PlaceOf(MethodClass @class) => @class switch
    {
        MethodClass.Read or MethodClass.Broadcast => MethodPlace.Any,
        MethodClass.Write or MethodClass.Allocate or MethodClass.Sign => MethodPlace.Builder,
        _ => MethodPlace.NamedDaemon,
    };

    private static Freshness FreshnessOf(MethodClass @class) => @class == MethodClass.Read ? Freshness.Chain : Freshness.None;
}
