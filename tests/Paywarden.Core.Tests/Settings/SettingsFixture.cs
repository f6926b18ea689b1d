namespace Paywarden.Settings;

/// <summary>Reads a configuration over the shipped reference.conf, with files and variables that the test gives.</summary>
internal static class SettingsFixture
{
    public const string Simulated = """
        paywarden {
          rpc.users.bchrpc { password = "password", wallets = [store], allow = [read, allocate, pay] }
          wallets.store { dialect = simulator }
        }
        """;

    private static readonly string Folder = Find();

    public static string Shipped(string name) => File.ReadAllText(Path.Combine(Folder, name));

    public static SettingsReading Read(string text, Dictionary<string, string>? environment = null, Dictionary<string, SettingsFile>? files = null, string name = "my.conf") =>
        SettingsReader.Read(new()
        {
            Reference = new("reference.conf", Shipped("reference.conf")),
            File = new(name, text),
            Environment = environment ?? [],
            Files = path => files?.GetValueOrDefault(path) ?? new(null, "no such file", false),
            MachineName = "Shop_1.example.org",
            WorkingDirectory = "/srv/paywarden",
        });

    public static PaywardenOptions Good(string text, Dictionary<string, string>? environment = null, Dictionary<string, SettingsFile>? files = null)
    {
        var reading = Read(text, environment, files);
        Assert.Empty(reading.Faults);
        return reading.Options!;
    }

    /// <summary>Faults of the simulated configuration with more lines inside paywarden { }.</summary>
    public static IReadOnlyList<string> FaultsOf(string lines) => Read(Simulated + "\npaywarden {\n" + lines + "\n}\n").Faults;

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cluster.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Cluster.sln is in no folder above the tests");
        }

        return Path.Combine(folder.FullName, "hocon");
    }
}
