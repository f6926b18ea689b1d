using System.Collections.Immutable;

namespace Paywarden.Settings;

/// <summary>The layer over the file: PAYWARDEN__rpc__max_batch = 50 is paywarden.rpc.max-batch = 50. A value that begins with a bracket, a
/// brace, a quote or ${ is HOCON; any other is its text as it stands, so that a password may hold any character.</summary>
internal static class EnvironmentOverlay
{
    private const string Prefix = "PAYWARDEN__";

    public static void Lay(HoconValue.Map over, IReadOnlyDictionary<string, string> environment, SettingsSchema schema, List<HoconFault> faults)
    {
        foreach (var (name, text) in environment.Where(v => v.Key.StartsWith(Prefix, StringComparison.Ordinal)).OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            var origin = new HoconOrigin($"environment {name}", 0);
            var path = PathOf(name[Prefix.Length..], schema);
            if (path.Contains(""))
            {
                faults.Add(new(origin, "the name must be PAYWARDEN__level__level__key"));
            }
            else if (Value(new(origin.File, text), origin, faults) is { } value)
            {
                HoconMerge.Put(over, path, value);
            }
        }
    }

    private static ImmutableArray<string> PathOf(string name, SettingsSchema schema)
    {
        var path = ImmutableArray.Create("paywarden");
        foreach (var part in name.Split("__"))
        {
            path = path.Add(schema.HoldsWords(path) ? part : part.ToLowerInvariant().Replace('_', '-'));
        }

        return path;
    }

    private static HoconValue? Value(HoconSource source, HoconOrigin origin, List<HoconFault> faults) =>
        source.Text is ['[' or '{' or '"', ..] or ['$', '{', ..] ? HoconReader.Single(source, faults) : new HoconValue.Text(origin, source.Text, true);
}
