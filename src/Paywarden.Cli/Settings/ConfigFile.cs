using System.Collections;

namespace Paywarden.Settings;

/// <summary>Checks a configuration file as a node that is started with it would, without a node.</summary>
internal static class ConfigFile
{
    private const string Reference = "reference.conf";

    /// <returns>Every fault; none: the node would start with it.</returns>
    public static IReadOnlyList<string> Check(string file)
    {
        var reference = new[] { Path.Combine(AppContext.BaseDirectory, "hocon"), "hocon" }.Select(folder => DiskFiles.Read(Path.Combine(folder, Reference)))
            .FirstOrDefault(found => found.Text is not null);
        var read = DiskFiles.Read(file);
        return reference?.Text is null ? [$"hocon/{Reference} is missing beside this program: install it again"]
            : read.Text is null ? [$"{file} cannot be read: {read.Why}"]
            : SettingsReader.Read(new()
            {
                Reference = new(Reference, reference.Text),
                File = new(file, read.Text),
                Environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                    .ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "", StringComparer.Ordinal),
                Files = DiskFiles.Read,
                MachineName = Environment.MachineName,
                WorkingDirectory = Directory.GetCurrentDirectory(),
            }).Faults;
    }
}
