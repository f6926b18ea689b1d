using System.Collections.Immutable;
using System.Globalization;

namespace Paywarden.Settings;

/// <summary>What the configuration may hold, told by reference.conf: its keys, the kinds of their values by their defaults, "*" for
/// names of the operator's choosing, an empty map for anything.</summary>
internal sealed class SettingsSchema
{
    public const string AnyName = "*";
    private static readonly HoconValue.Text AnyText = new(default, "", true);
    private readonly HoconValue.Map _like;

    public SettingsSchema(HoconValue.Map reference)
    {
        Secrets = SecretsIn(reference).ToImmutableHashSet(StringComparer.Ordinal);
        Defaults = Normalise(reference, reference, [], []) as HoconValue.Map ?? reference;
        Wallet = reference.At("paywarden", "wallets", AnyName) as HoconValue.Map ?? new HoconValue.Map(default);
        var dialects = new HoconValue.Map(default);
        foreach (var name in (reference.At("paywarden", "dialects") as HoconValue.Map)?.Members.Keys ?? [])
        {
            dialects[name] = Wallet;
        }

        var walletKeys = new HoconValue.Map(default) { ["wallet-defaults"] = Wallet, ["dialects"] = dialects };
        _like = (HoconValue.Map)SettingsTree.Layered(reference, new HoconValue.Map(default) { ["paywarden"] = walletKeys });
    }

    /// <summary>The reference itself, normalised.</summary>
    public HoconValue.Map Defaults { get; }

    /// <summary>The keys of a wallet.</summary>
    public HoconValue.Map Wallet { get; }

    /// <summary>Names of the keys that hold secrets: each stands beside its own x-file.</summary>
    public ImmutableHashSet<string> Secrets { get; }

    /// <summary>The values that are as the schema says, in the one form that binding reads; a fault for each of the others.</summary>
    public HoconValue.Map Check(HoconValue.Map values, ICollection<SettingFault> faults) => (HoconValue.Map)Normalise(_like, values, [], faults)!;

    /// <summary>True where the operator's own words are the keys (labels, methods), so that an environment variable keeps them as they are.</summary>
    public bool HoldsWords(IReadOnlyList<string> path)
    {
        HoconValue? like = _like;
        foreach (var key in path)
        {
            like = (like as HoconValue.Map)?[key] ?? (like as HoconValue.Map)?[AnyName];
        }

        return (like as HoconValue.Map)?[AnyName] is HoconValue.Text;
    }

    private HoconValue? Normalise(HoconValue like, HoconValue value, ImmutableArray<string> at, ICollection<SettingFault> faults)
    {
        switch (like, value)
        {
            case (HoconValue.Map { Members.Count: 0 }, HoconValue.Map):
                return value;
            case (HoconValue.Map keys, HoconValue.Map map):
                return Members(keys, map, at, faults);
            case (HoconValue.List list, HoconValue.List given):
                var shape = list.Items is [HoconValue.Map item] ? (HoconValue)item : AnyText;
                return given with { Items = [.. given.Items.Select((v, i) => Normalise(shape, v, at.Add(i.ToString(CultureInfo.InvariantCulture)), faults)).OfType<HoconValue>()] };
            case (HoconValue.Text text, HoconValue.Text leaf) when SettingKinds.Of(text).Normalise(leaf.Value) is { } normal:
                return leaf with { Value = normal };
        }

        var rule = like switch
        {
            HoconValue.Map => "must be keys in braces { }",
            HoconValue.List => "must be a list, such as [a, b]",
            _ => SettingKinds.Of((HoconValue.Text)like).Rule(),
        };
        faults.Add(new(value.Origin, string.Join('.', at), Secrets.Contains(at[^1]) ? "***" : Shown(value), rule));
        return null;
    }

    private HoconValue.Map Members(HoconValue.Map like, HoconValue.Map map, ImmutableArray<string> at, ICollection<SettingFault> faults)
    {
        var normal = new HoconValue.Map(map.Origin);
        foreach (var (key, value) in map.Members)
        {
            if ((like[key] ?? like[AnyName]) is not { } known)
            {
                faults.Add(new(value.Origin, string.Join('.', at.Add(key)), null, "unknown key" + NearestKey.Hint(key, like, at, _like)));
            }
            else if (Normalise(known, value, at.Add(key), faults) is { } good)
            {
                normal[key] = good;
            }
        }

        return normal;
    }

    public static string Shown(HoconValue value)
    {
        var shown = value switch
        {
            HoconValue.Text { Value.Length: > 0 } text => text.Written.ReplaceLineEndings(" "),
            HoconValue.Text => "\"\"",
            HoconValue.List => Hocon.Render(value),
            _ => "{ … }",
        };
        return shown.Length > 80 ? shown[..79] + "…" : shown;
    }

    private static IEnumerable<string> SecretsIn(HoconValue value) => value switch
    {
        HoconValue.Map map => map.Members.Keys.Where(k => map[k + "-file"] is not null).Concat(map.Members.Values.SelectMany(SecretsIn)),
        HoconValue.List list => list.Items.SelectMany(SecretsIn),
        _ => [],
    };
}
