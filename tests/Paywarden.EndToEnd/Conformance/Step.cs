using System.Text.Json;

namespace Paywarden.Conformance;

/// <summary>One step of a row: an act by its verb, and what must be seen. A member named after a daemon overrides the others for it.</summary>
internal sealed class Step
{
    private readonly Dictionary<string, JsonElement> _members = [];

    public Step(JsonElement step, string subject)
    {
        foreach (var member in step.EnumerateObject().Where(m => !Subject.Names.Contains(m.Name)))
        {
            _members[member.Name] = member.Value;
        }

        if (step.TryGetProperty(subject, out var own))
        {
            foreach (var member in own.EnumerateObject())
            {
                _members[member.Name] = member.Value;
            }
        }
    }

    private Step(Dictionary<string, JsonElement> members) => _members = members;

    public IEnumerable<string> Names => _members.Keys;

    /// <summary>What is done.</summary>
    public string Verb => _members.Keys.First(Vocabulary.Verbs.ContainsKey);

    public bool Has(string name) => _members.ContainsKey(name);

    public JsonElement? this[string name] => _members.TryGetValue(name, out var value) ? value : null;

    public string Text(string name, string otherwise = "") => this[name] is { ValueKind: JsonValueKind.String } text ? text.GetString()! : otherwise;

    public int Number(string name, int otherwise) => this[name] is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : otherwise;

    public bool Flag(string name, bool otherwise = false) => this[name] is { } value ? value.ValueKind == JsonValueKind.True : otherwise;

    public Step With<T>(string name, T value) => new(new Dictionary<string, JsonElement>(_members) { [name] = JsonSerializer.SerializeToElement(value) });

    public override string ToString() => string.Join(", ", _members.Select(m => $"{m.Key}: {m.Value.GetRawText()}"));
}
