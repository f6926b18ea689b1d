using System.Text.Json;
using Xunit.Abstractions;

namespace Paywarden.Conformance;

/// <summary>One row of facts.json as it applies to one daemon: what it does, and the steps that show it. The sentence is the test's name.</summary>
public sealed class FactRow : IXunitSerializable
{
    private JsonElement _row;
    private string _subject = "";

    public FactRow()
    {
    }

    internal FactRow(JsonElement row, string subject) => (_row, _subject) = (row, subject);

    internal string Id => _row.GetProperty("id").GetString()!;

    internal string Subject => _subject;

    /// <summary>simulator, electrum or both.</summary>
    internal string On => _row.GetProperty("on").GetString()!;

    /// <summary>shared: one daemon with its wallet for all of these; alone: one of its own; bare: all in place, and nothing started.</summary>
    internal string Group => Own("group").GetString()!;

    /// <summary>Settings beside those that every daemon gets.</summary>
    internal JsonElement? Config => _row.TryGetProperty("config", out var config) ? config : null;

    /// <summary>Whether the wallet file has a password.</summary>
    internal bool Sealed => _row.TryGetProperty("sealed", out var isSealed) && isSealed.GetBoolean();

    internal bool Applies => On == "both" || On == _subject;

    internal IEnumerable<Step> Steps => Own("steps").EnumerateArray().Select(s => new Step(s, _subject));

    public override string ToString() => Own("fact").GetString()!;

    public void Deserialize(IXunitSerializationInfo info)
    {
        _subject = info.GetValue<string>("subject");
        _row = FactTable.For(_subject).Single(r => r.Id == info.GetValue<string>("id"))._row;
    }

    public void Serialize(IXunitSerializationInfo info)
    {
        info.AddValue("id", Id);
        info.AddValue("subject", _subject);
    }

    // Where a daemon differs it has a sentence and steps of its own.
    private JsonElement Own(string name) =>
        _row.TryGetProperty(_subject, out var other) && other.TryGetProperty(name, out var own) ? own : _row.GetProperty(name);
}
