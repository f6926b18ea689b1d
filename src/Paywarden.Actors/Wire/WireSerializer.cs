using System.Text.Json.Serialization.Metadata;
using Akka.Actor;
using Akka.Serialization;

namespace Paywarden.Wire;

/// <summary>Everything of ours that reaches a journal or crosses a wire, under a stable name and never under a .NET type name: types may be renamed and
/// moved, what was once written must be read for ever. One line per form; a changed form is a new line with the next number.</summary>
public sealed class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private static readonly (string Manifest, JsonTypeInfo Type)[] Table =
    [
        ("fleet.wallet-paused.1", WireJson.Default.WalletPaused),
        ("fleet.wallet-resumed.1", WireJson.Default.WalletResumed),
        ("ledger.bound.1", LedgerJson.Default.Bound),
        ("ledger.claimed.1", LedgerJson.Default.Claimed),
        ("ledger.builder-chosen.1", LedgerJson.Default.BuilderChosen),
        ("ledger.held.1", LedgerJson.Default.Held),
        ("ledger.released.1", LedgerJson.Default.Released),
        ("ledger.accepted.1", LedgerJson.Default.Accepted),
        ("ledger.rejected.1", LedgerJson.Default.Rejected),
        ("ledger.archived.1", LedgerJson.Default.Archived),
        ("ledger.built.1", LedgerJson.Default.Built),
        ("ledger.dropped.1", LedgerJson.Default.Dropped),
        ("ledger.signed.1", LedgerJson.Default.Signed),
        ("ledger.exposed.1", LedgerJson.Default.Exposed),
        ("ledger.seen.1", LedgerJson.Default.Seen),
        ("ledger.unseen.1", LedgerJson.Default.Unseen),
        ("ledger.confirmed.1", LedgerJson.Default.Confirmed),
        ("ledger.unconfirmed.1", LedgerJson.Default.Unconfirmed),
        ("ledger.final.1", LedgerJson.Default.Final),
        ("ledger.lost.1", LedgerJson.Default.Lost),
        ("ledger.kept-back.1", LedgerJson.Default.KeptBack),
        ("ledger.let-go.1", LedgerJson.Default.LetGo),
        ("ledger.given-up.1", LedgerJson.Default.GivenUp),
        ("ledger.foreign-taken.1", LedgerJson.Default.ForeignTaken),
        ("ledger.foreign-ended.1", LedgerJson.Default.ForeignEnded),
        ("ledger.imported.1", LedgerJson.Default.Imported),
        ("ledger.reserved.1", LedgerJson.Default.Reserved),
        ("ledger.requested.1", LedgerJson.Default.Requested),
        ("ledger.issued.1", LedgerJson.Default.Issued),
        ("ledger.filed.1", LedgerJson.Default.Filed),
        ("ledger.frozen.1", LedgerJson.Default.Frozen),
        ("ledger.unfrozen.1", LedgerJson.Default.Unfrozen),
        ("ledger.adopted.1", LedgerJson.Default.Adopted),
        ("ledger.reconciled.1", LedgerJson.Default.Reconciled),
        ("ledger.snapshot.1", LedgerJson.Default.LedgerSnapshot),
    ];

    private static readonly Dictionary<string, JsonTypeInfo> ByManifest = Table.ToDictionary(row => row.Manifest, row => row.Type, StringComparer.Ordinal);

    private static readonly Dictionary<Type, (string Manifest, JsonTypeInfo Type)> ByType = Table.ToDictionary(row => row.Type.Type);

    /// <summary>Every name in the table, for the test that demands a golden file of each.</summary>
    public static IEnumerable<string> Manifests => ByManifest.Keys;

    public override int Identifier => 7777;

    public override string Manifest(object o) => Row(o).Manifest;

    public override byte[] ToBinary(object obj) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(obj, Row(obj).Type);

    public override object FromBinary(byte[] bytes, string manifest) => Read(bytes, manifest);

    /// <summary>For those who read what is stored without an actor system.</summary>
    public static object Read(byte[] bytes, string manifest) =>
        ByManifest.TryGetValue(manifest, out var type)
            ? System.Text.Json.JsonSerializer.Deserialize(bytes, type) ?? throw new ArgumentException($"a stored {manifest} is empty", nameof(bytes))
            : throw new ArgumentException($"'{manifest}' was written by a newer version of Paywarden than this one", nameof(manifest));

    private static (string Manifest, JsonTypeInfo Type) Row(object o) =>
        ByType.TryGetValue(o.GetType(), out var row) ? row : throw new ArgumentException($"{o.GetType()} has no line in the manifest table", nameof(o));
}
