using System.Collections.Immutable;
using System.Globalization;

namespace Paywarden.Settings;

/// <summary>Puts the content of each x-file in the place of its secret x.</summary>
internal static class SettingsSecrets
{
    public static void Read(SettingsFindings findings, SettingsFiles files) => Read(findings.Values, [], findings, files);

    private static void Read(HoconValue value, ImmutableArray<string> at, SettingsFindings findings, SettingsFiles files)
    {
        if (value is HoconValue.List list)
        {
            foreach (var (index, item) in list.Items.Index())
            {
                Read(item, at.Add(index.ToString(CultureInfo.InvariantCulture)), findings, files);
            }
        }

        if (value is not HoconValue.Map map)
        {
            return;
        }

        foreach (var (key, member) in map.Members.ToArray())
        {
            Read(member, at.Add(key), findings, files);
            if (findings.Schema.Secrets.Contains(key) && map[key + "-file"] is HoconValue.Text { Value.Length: > 0 } file)
            {
                Read(map, key, file, at, findings, files);
            }
        }
    }

    private static void Read(HoconValue.Map map, string key, HoconValue.Text file, ImmutableArray<string> at, SettingsFindings findings, SettingsFiles files)
    {
        var found = files(file.Value);
        var secret = found.Text is { } text ? text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text : "";
        var rule = map[key] is HoconValue.Text { Value.Length: > 0 } ? $"give {key} or {key}-file, not both"
            : found.Text is null ? $"the file cannot be read: {found.Why}"
            : secret.Length == 0 ? "the file is empty"
            : null;
        if (rule is not null)
        {
            findings.Fault([.. at, key + "-file"], rule);
        }

        if (found.OpenToOthers)
        {
            findings.Warn([.. at, key + "-file"], $"every user of this machine can read {file.Value}; correct it with: chmod 600 {file.Value}");
        }

        map[key] = new HoconValue.Text(file.Origin, secret, true);
    }
}
