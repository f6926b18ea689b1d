using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Paywarden.Ledger;
using Paywarden.Ledger.Codec;

namespace Paywarden.Wire;

/// <summary>A proof as it is stored: under the name of its kind, and without the sentence that follows from the rest.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(NeverSigned), "never-signed")]
[JsonDerivedType(typeof(TooPoor), "too-poor")]
[JsonDerivedType(typeof(Conflict), "conflict")]
[JsonDerivedType(typeof(Replaced), "replaced")]
[JsonDerivedType(typeof(ParentLost), "parent-lost")]
internal abstract record ProofForm
{
    private ProofForm()
    {
    }

    public static ProofForm Of(Proof proof) => proof switch
    {
        Proof.NeverSigned n => new NeverSigned(n.Why),
        Proof.TooPoor p => new TooPoor(p.Wanted, p.Has),
        Proof.Conflict c => new Conflict(c.Coin, c.Winner, c.WinnerId, c.Witnesses),
        Proof.Replaced r => new Replaced(r.By),
        Proof.ParentLost p => new ParentLost(p.Parent),
        _ => throw new ArgumentException($"{proof.GetType()} has no form", nameof(proof)),
    };

    public Proof ToProof() => this switch
    {
        NeverSigned n => new Proof.NeverSigned(n.Why),
        TooPoor p => new Proof.TooPoor(p.Wanted, p.Has),
        Conflict { Witnesses.IsEmpty: false } c => new Proof.Conflict(c.Coin, c.Winner, c.WinnerId, c.Witnesses),
        Conflict => throw new JsonException("a conflict without a witness is no proof"),
        Replaced r => new Proof.Replaced(r.By),
        ParentLost p => new Proof.ParentLost(p.Parent),
        _ => throw new InvalidOperationException($"unknown proof {GetType()}"),
    };

    internal sealed record NeverSigned(string Why) : ProofForm;

    internal sealed record TooPoor(Amount Wanted, Amount Has) : ProofForm;

    internal sealed record Conflict(Outpoint Coin, Bytes Winner, Txid WinnerId, ImmutableArray<Witness> Witnesses) : ProofForm;

    internal sealed record Replaced(Txid By) : ProofForm;

    internal sealed record ParentLost(Txid Parent) : ProofForm;
}

internal sealed class ProofText : JsonConverter<Proof>
{
    public override Proof Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, LedgerJson.Default.ProofForm)?.ToProof() ?? throw new JsonException();

    public override void Write(Utf8JsonWriter writer, Proof value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, ProofForm.Of(value), LedgerJson.Default.ProofForm);
}
