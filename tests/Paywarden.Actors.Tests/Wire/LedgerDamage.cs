using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Paywarden.Wire;

/// <summary>Everything that can be wrong with one member of a stored event, one at a time.</summary>
internal static class LedgerDamage
{
    /// <summary>Through the same hands and whole: what shows that it is the damage that is refused.</summary>
    public static string None(string good) => Changed(good, [], _ => { });

    /// <param name="mayBeNull">Names of members of which a null is no damage.</param>
    public static IEnumerable<string> Of(string good, IReadOnlyCollection<string> mayBeNull)
    {
        var paths = Objects(JsonNode.Parse(good)!).ToList();
        foreach (var path in paths)
        {
            foreach (var name in At(JsonNode.Parse(good)!, path).AsObject().Select(member => member.Key).ToList())
            {
                yield return Changed(good, path, o => o.Remove(name));
                yield return Changed(good, path, o => o[name] = new JsonObject());
                if (At(JsonNode.Parse(good)!, path)[name]?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
                {
                    yield return Changed(good, path, o => o[name] = true);
                }

                yield return Changed(good, path, o => o[name] = o[name]!.GetValueKind() == JsonValueKind.String ? 1 : "1");
                if (!mayBeNull.Contains(name))
                {
                    yield return Changed(good, path, o => o[name] = null);
                }
            }

            yield return Changed(good, path, o => o["stranger"] = 1);
            yield return Twice(Changed(good, path, o => o["TWICE"] = 1), At(JsonNode.Parse(good)!, path).AsObject());
        }

        foreach (var path in Lists(JsonNode.Parse(good)!).ToList())
        {
            var damaged = JsonNode.Parse(good)!;
            At(damaged, path).AsArray().Add((JsonNode?)null);
            yield return damaged.ToJsonString();
        }

        yield return good[..^1];
        yield return good + "1";
    }

    /// <summary>Nodes cannot hold a name twice: so its place is marked, and filled in the text.</summary>
    private static string Twice(string marked, JsonObject members)
    {
        var last = members.Last();
        return marked.Replace("\"TWICE\":1", $"\"{last.Key}\":{last.Value!.ToJsonString()}", StringComparison.Ordinal);
    }

    private static string Changed(string good, string[] path, Action<JsonObject> change)
    {
        var damaged = JsonNode.Parse(good)!;
        change(At(damaged, path).AsObject());
        return damaged.ToJsonString();
    }

    private static JsonNode At(JsonNode root, string[] path) =>
        path.Aggregate(root, (node, step) => node is JsonArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)]! : node[step]!);

    private static IEnumerable<string[]> Objects(JsonNode node) => Paths(node, []).Where(p => p.Node is JsonObject).Select(p => p.Path);

    private static IEnumerable<string[]> Lists(JsonNode node) => Paths(node, []).Where(p => p.Node is JsonArray).Select(p => p.Path);

    private static IEnumerable<(JsonNode Node, string[] Path)> Paths(JsonNode node, string[] path)
    {
        yield return (node, path);
        var children = node switch
        {
            JsonObject o => o.Where(m => m.Value is not null).Select(m => (m.Key, m.Value!)),
            JsonArray a => a.Where(n => n is not null).Select((n, i) => ($"{i}", n!)),
            _ => [],
        };
        foreach (var (step, child) in children)
        {
            foreach (var below in Paths(child, [.. path, step]))
            {
                yield return below;
            }
        }
    }
}
