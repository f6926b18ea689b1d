using System.Text.Json;
using Xunit.Abstractions;

namespace Paywarden.Conformance;

/// <summary>One row of facts.json: what a daemon does, and the steps that show it. It carries the sentence into the test's name.</summary>
public sealed class FactRow : IXunitSerializable
{
    private JsonElement _row;

    public FactRow()
    {
    }

    internal FactRow(JsonElement row) => _row = row;

    internal string Id => _row.GetProperty("id").GetString()!;

    /// <summary>simulator, electrum or both.</summary>
    internal string On => _row.GetProperty("on").GetString()!;

    /// <summary>shared: one daemon with its wallet for all of these; alone: one of its own; bare: all in place, and nothing started.</summary>
    internal string Group => _row.GetProperty("group").GetString()!;

    /// <summary>Settings beside those that every daemon gets; null takes one away.</summary>
    internal JsonElement? Config => Find("config");

    /// <summary>Whether the wallet file has a password.</summary>
    internal bool Sealed => Find("sealed") is { ValueKind: JsonValueKind.True };

    internal bool IsFor(string subject) => On == "both" || On == subject;

    /// <summary>What is so with this daemon: where electrum differs it has a sentence and steps of its own.</summary>
    internal string Sentence(string subject) => Own(subject, "fact").GetString()!;

    internal IEnumerable<Step> Steps(string subject) => Own(subject, "steps").EnumerateArray().Select(s => new Step(s, subject));

    public override string ToString() => Find("fact")?.GetString() ?? "";

    public void Deserialize(IXunitSerializationInfo info) => _row = FactTable.Find(info.GetValue<string>("id"))._row;

    public void Serialize(IXunitSerializationInfo info) => info.AddValue("id", Id);

    private JsonElement Own(string subject, string name) =>
        Find(subject) is { } other && other.TryGetProperty(name, out var own) ? own : _row.GetProperty(name);

    private JsonElement? Find(string name) =>
        _row.ValueKind == JsonValueKind.Object && _row.TryGetProperty(name, out var value) ? value : null;
}
