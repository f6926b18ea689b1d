using System.Collections.Immutable;

namespace Paywarden.Settings;

/// <summary>How a later value of a key meets an earlier one: maps merge, everything else is replaced.</summary>
internal static class HoconMerge
{
    public static void Put(HoconValue.Map into, ImmutableArray<string> path, HoconValue value)
    {
        foreach (var key in path[..^1])
        {
            var child = into[key];
            var map = child as HoconValue.Map ?? (child as HoconValue.Stacked)?.Over as HoconValue.Map;
            if (map is null)
            {
                map = new(value.Origin);
                into[key] = child is null or HoconValue.Text ? map : new HoconValue.Stacked(child, map);
            }

            into = map;
        }

        into[path[^1]] = Over(into[path[^1]], value);
    }

    /// <summary>May change <paramref name="under"/>: it is used once.</summary>
    public static HoconValue Over(HoconValue? under, HoconValue over)
    {
        switch (under, over)
        {
            case (null or HoconValue.Text, HoconValue.Map) or (null, _) or (_, HoconValue.Text):
                return over;
            case (HoconValue.Map old, HoconValue.Map now):
                foreach (var (key, value) in now.Members)
                {
                    old[key] = Over(old[key], value);
                }

                return old with { Origin = now.Origin };
            default:
                return new HoconValue.Stacked(under!, over);
        }
    }

    public static HoconValue.Text Concat(IEnumerable<HoconValue.Text> parts)
    {
        var all = parts.ToArray();
        return new(all[0].Origin, string.Concat(all.Select(p => p.Value)), all.Any(p => p.Quoted));
    }
}
