namespace Paywarden.Settings;

/// <summary>A value of the configuration that cannot be used: where it stands, what it is (stars for a secret; null where it says nothing)
/// and the rule that it breaks.</summary>
public sealed record SettingFault(HoconOrigin Origin, string Key, string? Value, string Rule)
{
    public override string ToString() => Value is null ? $"{Origin} {Key}: {Rule}" : $"{Origin} {Key} = {Value}: {Rule}";
}
