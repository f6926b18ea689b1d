namespace Paywarden.Harness;

/// <summary>Where the programs under test and the tests' own tools lie.</summary>
internal static class Repository
{
    public static readonly string Root = FindRoot();

    /// <summary>Debug or Release: the one that the tests themselves were built as.</summary>
    public static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string NodeProgram => Program("Paywarden.Node", "paywarden-node", Configuration);

    /// <summary>Dies where it is told to.</summary>
    public static string FailingNodeProgram => Program("Paywarden.Node", "paywarden-node", "Failpoints");

    public static string CommandLine => Program("Paywarden.Cli", "paywarden", Configuration);

    public static string MiniElectrum => Path.Combine(Root, "tests", "minielectrum.py");

    private static string Program(string project, string name, string configuration) =>
        Path.Combine(Root, "src", project, "bin", configuration, "net10.0", name);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cluster.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Cluster.sln is in no folder above the tests");
        }

        return folder.FullName;
    }
}
