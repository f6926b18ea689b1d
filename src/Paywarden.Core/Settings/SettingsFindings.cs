using System.Collections.Immutable;

namespace Paywarden.Settings;

/// <summary>Collects what is wrong with the values in force, each with the place where an operator would change it.</summary>
internal sealed class SettingsFindings(HoconValue.Map values, SettingsSchema schema, string reference, ICollection<SettingFault> faults, ICollection<string> warnings)
{
    public HoconValue.Map Values => values;

    public SettingsSchema Schema => schema;

    public void Fault(ImmutableArray<string> key, string rule, bool hidden = false)
    {
        var value = values.At(key);
        var shown = value is null ? null : (hidden || schema.Secrets.Contains(key[^1])) && value is not HoconValue.Text { Value: "" } ? "***" : SettingsSchema.Shown(value);
        faults.Add(new(Place(key), string.Join('.', key), shown, rule));
    }

    public void Unless(bool holds, ImmutableArray<string> key, string rule)
    {
        if (!holds)
        {
            Fault(key, rule);
        }
    }

    public void Warn(ImmutableArray<string> key, string sentence) => warnings.Add($"{Place(key)} {string.Join('.', key)}: {sentence}");

    /// <summary>Of the value; where that is a default, of the nearest map around it that the operator wrote.</summary>
    private HoconOrigin Place(ImmutableArray<string> key)
    {
        for (var length = key.Length; length > 0; length--)
        {
            if (values.At(key[..length]) is { Origin.File: not null } found && found.Origin.File != reference)
            {
                return found.Origin;
            }
        }

        return values.At(key)?.Origin ?? values.Origin;
    }
}
