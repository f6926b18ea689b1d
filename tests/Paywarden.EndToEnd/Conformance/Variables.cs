using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit.Sdk;

namespace Paywarden.Conformance;

/// <summary>What a row remembers, and puts in place of ${name}: each daemon's own facts (${a.port}) and what its steps saved.</summary>
internal sealed partial class Variables
{
    private readonly Dictionary<string, string> _values = [];

    public void Save(string name, string value) => _values[name] = value;

    public void Save(string name, JsonElement value) => Save(name, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());

    /// <summary>Named groups of an expression are saved under their names.</summary>
    public void SaveGroups(Match match)
    {
        foreach (var group in match.Groups.Values.Where(g => g.Success && !char.IsAsciiDigit(g.Name[0])))
        {
            Save(group.Name, group.Value);
        }
    }

    public string Get(string name) => _values.TryGetValue(name, out var value) ? value : throw new XunitException($"nothing is saved as {name}");

    public double Number(string name) => double.Parse(Get(name), CultureInfo.InvariantCulture);

    /// <summary>Also ${now}, in seconds, and ${repeat:x*100}: the text so many times, for what would not fit into a row.</summary>
    public string Fill(string text) => Name().Replace(Repeated(text), match => Value(match.Groups[1].Value));

    public JsonElement Fill(JsonElement value) => JsonDocument
        .Parse(Name().Replace(Repeated(value.GetRawText()), match => JsonEncodedText.Encode(Value(match.Groups[1].Value)).ToString()))
        .RootElement;

    private string Value(string name) => name == "now" ? DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) : Get(name);

    private static string Repeated(string text) => Repeat().Replace(
        text, match => string.Concat(Enumerable.Repeat(match.Groups[1].Value, int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))));

    [GeneratedRegex(@"\$\{([^}:]+)\}")]
    private static partial Regex Name();

    [GeneratedRegex(@"\$\{repeat:(.*?)\*(\d+)\}")]
    private static partial Regex Repeat();
}
