using System.Collections.Immutable;

namespace Paywarden.Settings;

/// <summary>Replaces references by what they name: a key of the whole text (its final value), else an environment variable. Inside its
/// own definition a key means its earlier value, so that lists can grow. Unset: an optional reference leaves its key as it was.</summary>
internal sealed class HoconResolver(HoconValue.Map root, Func<string, string?> environment, List<HoconFault> faults)
{
    private readonly HashSet<string> _active = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HoconValue?> _earlier = new(StringComparer.Ordinal);

    /// <summary>Values and characters that resolving may still make: references that double each other could fill the memory.</summary>
    private int _budget = 1_000_000;
    private int _depth;
    private bool _told;

    public HoconValue.Map Resolve() => (HoconValue.Map)Resolve(root, [])!;

    private HoconValue? Resolve(HoconValue value, ImmutableArray<string> at)
    {
        if (--_budget < 0 || _depth > 400)
        {
            _ = _told || Fault(value, "references expand to more than a configuration can need") is null;
            _told = true;
            return null;
        }

        _depth++;
        var resolved = value switch
        {
            HoconValue.Map map => Members(map, at),
            HoconValue.List list => list with { Items = Items(list.Items, at) },
            HoconValue.Reference reference => Referred(reference),
            HoconValue.Joined joined => Join(joined, Items(joined.Parts, at)),
            HoconValue.Stacked stacked => Stack(stacked, at),
            _ => value,
        };
        _depth--;
        return resolved;
    }

    private HoconValue.Map Members(HoconValue.Map map, ImmutableArray<string> at)
    {
        var resolved = new HoconValue.Map(map.Origin);
        foreach (var (key, value) in map.Members)
        {
            if (value is not HoconValue.Text { Quoted: false, Value: "null" } && Once([.. at, key], path => Resolve(value, path)) is { } known)
            {
                resolved[key] = known;
            }
        }

        return resolved;
    }

    private ImmutableArray<HoconValue> Items(ImmutableArray<HoconValue> items, ImmutableArray<string> at) =>
        [.. items.Select(i => Resolve(i, at)).OfType<HoconValue>()];

    private HoconValue? Referred(HoconValue.Reference reference)
    {
        var found = (reference.Path.IsEmpty ? null : Lookup(reference.Path)) ?? (environment(string.Join('.', reference.Path)) is { } text ? new HoconValue.Text(reference.Origin, text, true) : null);
        return found is null && !reference.Optional
            ? Fault(reference, $"{Shown(reference.Path)} is neither a key nor an environment variable")
            : found is null ? null : found with { Origin = reference.Origin };
    }

    private HoconValue? Lookup(ImmutableArray<string> path)
    {
        var name = NameOf(path);
        if (_active.Contains(name))
        {
            var earlier = _earlier.GetValueOrDefault(name);
            _earlier[name] = null;
            var known = earlier is null ? null : Resolve(earlier, path);
            _earlier[name] = earlier;
            return known;
        }

        HoconValue? node = root;
        for (var i = 0; i < path.Length && node is not null; i++)
        {
            node = ((node is HoconValue.Map ? node : Lookup(path[..i])) as HoconValue.Map)?[path[i]];
        }

        return node is null ? null : Once(path, p => Resolve(node, p));
    }

    private HoconValue? Once(ImmutableArray<string> path, Func<ImmutableArray<string>, HoconValue?> resolve)
    {
        var added = _active.Add(NameOf(path));
        var value = resolve(path);
        _ = added && _active.Remove(NameOf(path));
        return value;
    }

    private HoconValue? Stack(HoconValue.Stacked stacked, ImmutableArray<string> at)
    {
        var name = NameOf(at);
        var before = _earlier.GetValueOrDefault(name);
        _earlier[name] = stacked.Under;
        var over = Resolve(stacked.Over, at);
        _earlier[name] = before;
        var under = over is null or HoconValue.Map ? Resolve(stacked.Under, at) : null;
        return (under, over) switch
        {
            (_, null) => under,
            (HoconValue.Map, HoconValue.Map) => HoconMerge.Over(under, over),
            _ => over,
        };
    }

    private HoconValue? Join(HoconValue.Joined joined, ImmutableArray<HoconValue> parts)
    {
        var solid = parts.Where(p => !IsBlank(p)).ToArray();
        if (solid.Length == 0)
        {
            return null;
        }

        if (solid.All(p => p is HoconValue.Text))
        {
            var text = HoconMerge.Concat(parts.SkipWhile(IsBlank).Reverse().SkipWhile(IsBlank).Reverse().Cast<HoconValue.Text>());
            _budget -= text.Value.Length;
            return text with { Origin = joined.Origin };
        }

        return solid switch
        {
            _ when solid.All(p => p is HoconValue.Map) => solid.Aggregate((a, b) => HoconMerge.Over(a, b)),
            _ when solid.All(p => p is HoconValue.List) => new HoconValue.List(joined.Origin, [.. solid.SelectMany(p => ((HoconValue.List)p).Items)]),
            _ => Fault(joined, "a list, a map and a text cannot be joined in one value"),
        };
    }

    /// <summary>The space between two parts, left over where an optional part is unset.</summary>
    private static bool IsBlank(HoconValue part) => part is HoconValue.Text { Quoted: false } text && string.IsNullOrWhiteSpace(text.Value);

    private HoconValue? Fault(HoconValue value, string why)
    {
        faults.Add(new(value.Origin, why));
        return null;
    }

    /// <summary>A quote that was never closed may have drawn a secret into the name.</summary>
    private static string Shown(ImmutableArray<string> path) => path.All(p => p.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')) ? $"${{{string.Join('.', path)}}}" : "this reference";

    private static string NameOf(ImmutableArray<string> path) => string.Join('\u0001', path);
}
