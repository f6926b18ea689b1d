using System.Text.Json;
using Paywarden.Harness;

namespace Paywarden.Conformance;

/// <summary>All rows of facts.json.</summary>
internal static class FactTable
{
    private static readonly JsonDocumentOptions Readable = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static readonly IReadOnlyList<FactRow> All = Read();

    public static FactRow Find(string id) => All.Single(f => f.Id == id);

    public static TheoryData<FactRow> For(string subject) => new(All.Where(f => f.IsFor(subject)));

    private static FactRow[] Read()
    {
        var file = Path.Combine(Repository.Root, "tests", "Paywarden.EndToEnd", "Conformance", "facts.json");
        return [.. JsonDocument.Parse(File.ReadAllBytes(file), Readable).RootElement.EnumerateArray().Select(row => new FactRow(row))];
    }
}
