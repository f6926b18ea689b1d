using System.Collections.Frozen;
using System.Collections.Immutable;
using Paywarden.Daemons;

namespace Paywarden.Ledger.Words;

/// <summary>What a builder's error says of the transaction it was asked for. Nothing is built, so nothing is lost by any of them.</summary>
public enum BuildVerdict
{
    /// <summary>No text of the table: it may be otherwise in a moment.</summary>
    Unknown,

    /// <summary>It sees too little money. No proof that there is too little: coins may be leased or frozen, the daemon may just have begun.</summary>
    NotEnough,

    /// <summary>Asked again it says the same: a person must look at what was asked.</summary>
    Refused,
}

/// <summary>What a dialect's error to a build says, by a table of its words; whatever the table does not have is unknown.</summary>
public sealed class BuildWords
{
    private static readonly FrozenDictionary<string, BuildWords> ByDialect = new Dictionary<string, BuildWords>
    {
        ["electron-cash"] = new(Load("electron-cash")),
        ["simulator"] = new(Load("electron-cash")),
        ["electrum"] = new(Load("electrum")),
        ["bitcoind"] = new(Load("bitcoind")),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly ImmutableArray<WordRow<BuildVerdict>> _rows;

    private BuildWords(ImmutableArray<WordRow<BuildVerdict>> rows) => _rows = rows;

    /// <summary>Null: no daemon of this dialect is used for money.</summary>
    public static BuildWords? For(string dialect) => ByDialect.GetValueOrDefault(dialect);

    public BuildVerdict Read(DaemonError error) => _rows.FirstOrDefault(row => row.Fits(error.Code, error.Message))?.Verdict ?? BuildVerdict.Unknown;

    internal static ImmutableArray<WordRow<BuildVerdict>> Load(string dialect) => WordFile.Load(dialect, "build", VerdictOf);

    internal static BuildVerdict? VerdictOf(string name) => name switch
    {
        "not-enough" => BuildVerdict.NotEnough,
        "refused" => BuildVerdict.Refused,
        "unknown" => BuildVerdict.Unknown,
        _ => null,
    };
}
