using System.Collections.Immutable;

namespace Paywarden.Settings;

/// <summary>Where a value stands. <paramref name="Line"/> counts from 1; 0: the source has no lines (an environment variable).</summary>
public readonly record struct HoconOrigin(string File, int Line)
{
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}";
}

/// <summary>What is wrong with the text itself, in a sentence that never repeats the text: it may be a secret.</summary>
public sealed record HoconFault(HoconOrigin Origin, string Why)
{
    public override string ToString() => $"{Origin} {Why}";
}

/// <summary>A text to read, and the name that faults give it.</summary>
public sealed record HoconSource(string Name, string Text);

/// <summary>A value of a HOCON text. Outside the reader only texts, lists and maps occur: numbers, durations and flags are texts
/// until a schema says what they are.</summary>
public abstract record HoconValue
{
    private HoconValue(HoconOrigin origin) => Origin = origin;

    public HoconOrigin Origin { get; init; }

    /// <param name="Quoted">False: the text stood without quotes, so it may mean a number, a flag or null.</param>
    public sealed record Text(HoconOrigin Origin, string Value, bool Quoted) : HoconValue(Origin)
    {
        /// <summary>As somebody wrote it, where <see cref="Value"/> has been normalised since: "9m" for 00:09:00.</summary>
        public string Written { get; } = Value;
    }

    public sealed record List(HoconOrigin Origin, ImmutableArray<HoconValue> Items) : HoconValue(Origin);

    /// <summary>Keys in the order in which they first appeared. Only the reader changes a map, while it builds it.</summary>
    public sealed record Map(HoconOrigin Origin) : HoconValue(Origin)
    {
        private readonly OrderedDictionary<string, HoconValue> _members = new(StringComparer.Ordinal);

        public IReadOnlyDictionary<string, HoconValue> Members => _members;

        public HoconValue? this[string key]
        {
            get => _members.GetValueOrDefault(key);
            internal set => _members[key] = value!;
        }

        /// <summary>The value at a path of keys.</summary>
        public HoconValue? At(params IEnumerable<string> path) => path.Aggregate((HoconValue?)this, (node, key) => (node as Map)?[key]);
    }

    /// <summary>${path} or ${?path}.</summary>
    internal sealed record Reference(HoconOrigin Origin, ImmutableArray<string> Path, bool Optional) : HoconValue(Origin);

    /// <summary>Parts in one line, at least one of which is not known before references are.</summary>
    internal sealed record Joined(HoconOrigin Origin, ImmutableArray<HoconValue> Parts) : HoconValue(Origin);

    /// <summary>A later value over an earlier one of the same key, where only resolving tells whether they merge.</summary>
    internal sealed record Stacked(HoconValue Under, HoconValue Over) : HoconValue(Over.Origin);
}
