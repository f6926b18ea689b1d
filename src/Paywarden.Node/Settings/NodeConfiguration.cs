using System.Collections;
using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;

namespace Paywarden.Settings;

/// <summary>Finds the configuration's files and reads them.</summary>
internal static class NodeConfiguration
{
    /// <param name="configFile">Null: standalone.conf of the hocon folder beside the binary, else of the working directory.</param>
    public static ConfigurationLoad Load(string? configFile, IReadOnlyDictionary<string, string> environment) =>
        Load(configFile, environment, [Path.Combine(AppContext.BaseDirectory, "hocon"), "hocon"]);

    public static ConfigurationLoad Load(string? configFile, IReadOnlyDictionary<string, string> environment, ImmutableArray<string> folders)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new ConfigurationLoad.Broken("", ["Paywarden runs on Linux only."]);
        }

        var file = configFile ?? Found("standalone.conf", folders);
        var read = DiskFiles.Read(file);
        var reference = DiskFiles.Read(Found("reference.conf", folders));
        if (read.Text is null || reference.Text is null)
        {
            var (missing, why) = reference.Text is null ? (Found("reference.conf", folders), reference.Why) : (file, read.Why);
            return new ConfigurationLoad.Broken(file, [$"{missing} cannot be read: {why}"]);
        }

        var reading = SettingsReader.Read(new()
        {
            Reference = new("reference.conf", reference.Text),
            File = new(file, read.Text),
            Environment = environment,
            Files = DiskFiles.Read,
            MachineName = System.Environment.MachineName,
            WorkingDirectory = Directory.GetCurrentDirectory(),
        });
        return reading.Options is null
            ? new ConfigurationLoad.Broken(file, reading.Faults)
            : new ConfigurationLoad.Good(file, reading.Options, Root(reading), reading.Values, reading.Akka, reading.Warnings);
    }

    /// <summary>The options that values in force mean on this machine.</summary>
    public static PaywardenOptions Bind(HoconValue.Map values) => SettingsReader.Bind(values, System.Environment.MachineName, Directory.GetCurrentDirectory());

    public static IReadOnlyDictionary<string, string> Environment() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "", StringComparer.Ordinal);

    private static IConfigurationRoot Root(SettingsReading reading) => new ConfigurationBuilder().Add(new HoconConfiguration(reading.Values, reading.SecretKeys)).Build();

    private static string Found(string name, ImmutableArray<string> folders) =>
        folders.Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists) ?? Path.Combine(folders[^1], name);
}
