using System.Collections.Immutable;

namespace Paywarden.Settings;

/// <summary>From the layers (reference, file, environment) to the values in force: defaults filled in, each wallet with its dialect's and
/// wallet-defaults' keys, secrets read from their files.</summary>
internal static class SettingsTree
{
    /// <summary>The reference as a layer: its defaults for single keys, without what it only describes.</summary>
    public static HoconValue.Map Concrete(HoconValue.Map reference)
    {
        var concrete = new HoconValue.Map(reference.Origin);
        foreach (var (key, value) in reference.Members)
        {
            if (key != SettingsSchema.AnyName)
            {
                concrete[key] = value is HoconValue.Map map ? Concrete(map) : value;
            }
        }

        return concrete;
    }

    public static HoconValue.Map Effective(SettingsSchema schema, HoconValue.Map given)
    {
        var paywarden = given["paywarden"] as HoconValue.Map ?? new HoconValue.Map(default);
        var wallets = new HoconValue.Map(default);
        foreach (var (name, own) in (paywarden["wallets"] as HoconValue.Map)?.Members ?? ImmutableDictionary<string, HoconValue>.Empty)
        {
            var shared = paywarden["wallet-defaults"];
            var dialect = (own as HoconValue.Map)?["dialect"] ?? (shared as HoconValue.Map)?["dialect"];
            var byDialect = dialect is HoconValue.Text text ? paywarden.At("dialects", text.Value) : null;
            wallets[name] = Layered(shared is null ? byDialect : Layered(byDialect, shared), own);
        }

        var top = new HoconValue.Map(given.Origin) { ["paywarden"] = new HoconValue.Map(paywarden.Origin) };
        foreach (var (key, value) in paywarden.Members.Where(m => m.Key is not ("wallet-defaults" or "dialects")))
        {
            ((HoconValue.Map)top["paywarden"]!)[key] = key == "wallets" ? wallets : value;
        }

        var filled = (HoconValue.Map)Fill(Without(schema.Defaults), top);
        filled["akka"] = given["akka"] ?? new HoconValue.Map(default);
        return filled;
    }

    /// <summary>One value over another: maps merge, everything else is replaced. Changes neither.</summary>
    public static HoconValue Layered(HoconValue? under, HoconValue over)
    {
        if (under is not HoconValue.Map old || over is not HoconValue.Map now)
        {
            return over;
        }

        var merged = new HoconValue.Map(now.Origin);
        foreach (var (key, value) in old.Members)
        {
            merged[key] = value;
        }

        foreach (var (key, value) in now.Members)
        {
            merged[key] = Layered(merged[key], value);
        }

        return merged;
    }

    private static HoconValue Fill(HoconValue like, HoconValue value)
    {
        if (like is HoconValue.List { Items: [HoconValue.Map shape] } && value is HoconValue.List list)
        {
            return list with { Items = [.. list.Items.Select(i => Fill(shape, i))] };
        }

        if (like is not HoconValue.Map keys || value is not HoconValue.Map map)
        {
            return value;
        }

        var filled = new HoconValue.Map(map.Origin);
        foreach (var (key, known) in keys.Members.Where(m => m.Key != SettingsSchema.AnyName))
        {
            filled[key] = map[key] is { } given ? Fill(known, given) : Default(known);
        }

        foreach (var (key, given) in map.Members.Where(m => keys[m.Key] is null))
        {
            filled[key] = keys[SettingsSchema.AnyName] is { } known ? Fill(known, given) : given;
        }

        return filled;
    }

    private static HoconValue Default(HoconValue like) => like switch
    {
        HoconValue.Map => Fill(like, new HoconValue.Map(like.Origin)),
        HoconValue.List { Items: [HoconValue.Map] } shape => shape with { Items = [] },
        _ => like,
    };

    private static HoconValue.Map Without(HoconValue.Map defaults)
    {
        var kept = new HoconValue.Map(default) { ["paywarden"] = new HoconValue.Map(default) };
        foreach (var (key, value) in (defaults["paywarden"] as HoconValue.Map)!.Members.Where(m => m.Key is not ("wallet-defaults" or "dialects")))
        {
            ((HoconValue.Map)kept["paywarden"]!)[key] = value;
        }

        return kept;
    }
}
