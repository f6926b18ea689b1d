using System.Collections.Immutable;

namespace Paywarden.Settings;

/// <summary>What somebody may have meant by a key that does not exist.</summary>
internal static class NearestKey
{
    /// <summary>": did you mean …": the nearest key of the same map, else the same key in another place, else those that exist here.</summary>
    public static string Hint(string key, HoconValue.Map here, ImmutableArray<string> at, HoconValue.Map everywhere)
    {
        var known = here.Members.Keys.Where(k => k != SettingsSchema.AnyName).ToArray();
        var near = known.Select(k => (Key: k, Far: Distance(key, k))).Where(k => k.Far <= Math.Max(1, key.Length / 3)).OrderBy(k => k.Far).FirstOrDefault().Key;
        var meant = near is not null ? string.Join('.', at.Add(near)) : PathsTo(key, everywhere, "").FirstOrDefault();
        return meant is not null ? $"; did you mean {meant}?" : known.Length > 0 ? $"; known here: {string.Join(", ", known)}" : "";
    }

    /// <summary>How many characters differ (Levenshtein).</summary>
    public static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }

    private static IEnumerable<string> PathsTo(string key, HoconValue value, string at) => value is not HoconValue.Map map
        ? []
        : map.Members.SelectMany(m => m.Key == key ? [at + key] : PathsTo(key, m.Value, $"{at}{(m.Key == SettingsSchema.AnyName ? "NAME" : m.Key)}."));
}
