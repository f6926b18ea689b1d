namespace Paywarden.Daemons.Dialects;

/// <summary>What a wallet's key "methods" makes of its dialect's table.</summary>
public static class ConfiguredMethods
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(5);

    /// <summary>The table with the classes that the configuration adds or overrides. A method that is off in the dialect stays off: what it
    /// reaches (seeds, other commands, coins past the ledger) does not change with its class.</summary>
    public static MethodTable Over(MethodTable table, IEnumerable<(string Method, MethodClass Class)> classes) =>
        table.With(classes.Select(c => table.TryGet(c.Method, out var known) ? Reclassified(known, c.Class) : Entry(c.Method, c.Class)));

    /// <summary>A method that no table knows: a read may go to every daemon, everything else only to the builder.</summary>
    public static MethodEntry Entry(string method, MethodClass methodClass) => new(
        method,
        methodClass,
        methodClass == MethodClass.Read ? MethodPlace.Any : MethodPlace.Builder,
        methodClass == MethodClass.Read ? Freshness.Chain : Freshness.None,
        DefaultLimit);

    private static MethodEntry Reclassified(MethodEntry known, MethodClass methodClass)
    {
        if (known.Class == methodClass || known.Place == MethodPlace.None)
        {
            return known;
        }

        var entry = Entry(known.Name, methodClass);
        return known with { Class = methodClass, Place = entry.Place, Fresh = entry.Fresh };
    }
}
