using System.Collections.Immutable;

namespace Paywarden.Settings;

/// <summary>What a reload changes. Keys only, never values: some are secrets.</summary>
/// <param name="TakenOver">Keys that are in force at once.</param>
/// <param name="NeedRestart">Keys that stay as they were until the node starts anew.</param>
public sealed record ConfigurationChange(ImmutableArray<string> TakenOver, ImmutableArray<string> NeedRestart)
{
    /// <summary>Compares <see cref="SettingsReading.Values"/> of two readings.</summary>
    public static ConfigurationChange Between(HoconValue.Map old, HoconValue.Map now)
    {
        var changed = Differences(old, now, []).ToLookup(IsLive, path => string.Join('.', path));
        return new([.. changed[true]], [.. changed[false]]);
    }

    /// <summary>The values in force after a reload: the old ones, with what can be taken over of the new. The next reload is compared with these, so
    /// that a key that needs a restart is named until there was one.</summary>
    public static HoconValue.Map InForce(HoconValue.Map old, HoconValue.Map now) => (HoconValue.Map)Over(old, now, [])!;

    private static HoconValue? Over(HoconValue? old, HoconValue? now, ImmutableArray<string> at)
    {
        if (IsLive(at))
        {
            return now;
        }

        if ((old, now) is not (HoconValue.Map a, HoconValue.Map b))
        {
            return old;
        }

        var merged = new HoconValue.Map(a.Origin);
        foreach (var key in a.Members.Keys.Union(b.Members.Keys))
        {
            if (Over(a[key], b[key], at.Add(key)) is { } value)
            {
                merged[key] = value;
            }
        }

        return merged;
    }

    private static bool IsLive(ImmutableArray<string> path) => path.AsSpan() switch
    {
        ["paywarden", "rpc", "users", ..] => true,
        ["paywarden", "log", "level"] => true,
        ["paywarden", "wallets", _, "methods" or "probe" or "restart", ..] => true,
        _ => false,
    };

    private static IEnumerable<ImmutableArray<string>> Differences(HoconValue? old, HoconValue? now, ImmutableArray<string> at) => (old, now) switch
    {
        (HoconValue.Map a, HoconValue.Map b) => a.Members.Keys.Union(b.Members.Keys).SelectMany(k => Differences(a[k], b[k], at.Add(k))),
        _ when AreEqual(old, now) => [],
        _ => [at],
    };

    private static bool AreEqual(HoconValue? a, HoconValue? b) => (a, b) switch
    {
        (HoconValue.Text x, HoconValue.Text y) => x.Value == y.Value,
        (HoconValue.List x, HoconValue.List y) => x.Items.Length == y.Items.Length && x.Items.Zip(y.Items).All(p => !Differences(p.First, p.Second, []).Any()),
        _ => false,
    };
}
