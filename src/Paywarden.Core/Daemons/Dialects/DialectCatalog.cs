using System.Collections.Frozen;

namespace Paywarden.Daemons.Dialects;

/// <summary>All dialects there are, by the name that the configuration uses. They hold no state: one of each serves every daemon.</summary>
public static class DialectCatalog
{
    private static readonly FrozenDictionary<string, Dialect> ByName =
        new Dialect[] { new ElectronCashDialect(), new ElectrumDialect(), new BitcoindDialect(), new SimulatorDialect(), new GenericDialect() }
            .ToFrozenDictionary(d => d.Name, StringComparer.Ordinal);

    public static IEnumerable<Dialect> All => ByName.Values;

    /// <summary>Null: there is none of that name.</summary>
    public static Dialect? Find(string name) => ByName.GetValueOrDefault(name);
}
