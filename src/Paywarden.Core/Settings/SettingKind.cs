using System.Globalization;

namespace Paywarden.Settings;

/// <summary>What a leaf of the configuration holds, told by the default that reference.conf gives it.</summary>
internal enum SettingKind
{
    Text,
    Flag,
    Whole,
    Duration,
    Size,
    Rate,
}

internal static class SettingKinds
{
    public static SettingKind Of(HoconValue.Text reference) => reference switch
    {
        { Quoted: true } => SettingKind.Text,
        { Value: "true" or "false" } => SettingKind.Flag,
        _ when int.TryParse(reference.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) => SettingKind.Whole,
        _ when Quantity.TryDuration(reference.Value, out _) => SettingKind.Duration,
        _ when Quantity.TrySize(reference.Value, out _) => SettingKind.Size,
        _ when Quantity.TryRate(reference.Value, out _) => SettingKind.Rate,
        _ => SettingKind.Text,
    };

    /// <summary>The one form that binding reads: durations as TimeSpan's "c", sizes in bytes, rates per second. Null: not of this kind.</summary>
    public static string? Normalise(this SettingKind kind, string text) => kind switch
    {
        SettingKind.Flag => text is "true" or "false" ? text : null,
        SettingKind.Whole => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n.ToString(CultureInfo.InvariantCulture) : null,
        SettingKind.Duration => Quantity.TryDuration(text, out var duration) ? duration.ToString("c", CultureInfo.InvariantCulture) : null,
        SettingKind.Size => Quantity.TrySize(text, out var bytes) ? bytes.ToString(CultureInfo.InvariantCulture) : null,
        SettingKind.Rate => Quantity.TryRate(text, out var rate) ? rate.ToString("R", CultureInfo.InvariantCulture) : null,
        _ => text,
    };

    public static string Rule(this SettingKind kind) => kind switch
    {
        SettingKind.Flag => "must be true or false",
        SettingKind.Whole => "must be a whole number",
        SettingKind.Duration => "must be a duration with its unit: ms, s, m, h or d, such as 45s",
        SettingKind.Size => "must be a size with its unit: B, KiB, MiB or GiB, such as 1 MiB",
        SettingKind.Rate => "must be a rate with its unit: /s, /m or /h, such as 100/s (0: no limit)",
        _ => "must be a text",
    };
}
