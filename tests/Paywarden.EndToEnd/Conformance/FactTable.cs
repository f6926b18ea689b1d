using System.Text.Json;
using Paywarden.Harness;

namespace Paywarden.Conformance;

/// <summary>The rows of facts.json.</summary>
internal static class FactTable
{
    private static readonly JsonElement[] Rows = Read();

    public static int Count => Rows.Length;

    public static IEnumerable<FactRow> All => Subject.Names.SelectMany(For);

    /// <summary>The rows that apply to a daemon.</summary>
    public static IEnumerable<FactRow> For(string subject) => Rows.Select(row => new FactRow(row, subject)).Where(row => row.Applies);

    private static JsonElement[] Read()
    {
        var file = Path.Combine(Repository.Root, "tests", "Paywarden.EndToEnd", "Conformance", "facts.json");
        return [.. JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.EnumerateArray()];
    }
}
