using System.Text.RegularExpressions;

namespace Paywarden;

/// <summary>The walls that project references cannot hold: the order of the folders inside each project, the names of folders,
/// the top level of the repository and the length of files. Read from the sources, so that a mistake is named by file.</summary>
public sealed partial class LayerSpecs
{
    private static readonly string Root = FindRoot();

    /// <summary>Which folders a capability may use, beside itself. A folder that is not here has no place yet: give it one.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Kernel"] = [],
        ["JsonRpc"] = ["Kernel"],
        ["Daemons"] = ["Kernel", "JsonRpc"],
        ["Routing"] = ["Kernel", "JsonRpc", "Daemons"],
        ["Fleet"] = ["Kernel", "JsonRpc", "Daemons"],
        ["Ledger"] = ["Kernel", "JsonRpc", "Daemons", "Routing"],
        ["Webhooks"] = ["Kernel", "JsonRpc", "Daemons", "Routing", "Ledger"],
        ["Backups"] = ["Kernel", "JsonRpc", "Daemons"],
        ["Alerts"] = ["Kernel", "JsonRpc", "Daemons"],
        ["Settings"] = ["Kernel", "JsonRpc", "Daemons", "Routing", "Fleet", "Ledger", "Webhooks", "Backups", "Alerts"],
    };

    /// <summary>Where the order has a hole, with its reason. In Core there is none.</summary>
    private static readonly (string Project, string From, string To, string Why)[] Exceptions =
    [
        ("Paywarden.Actors", "Daemons", "Routing", "a daemon owns its call slot, and DaemonSlot lies with the routing that takes it"),
        ("Paywarden.Actors", "Fleet", "Routing", "the fleet tells the router which wallets are paused, and its gateway carries what HTTP threads report"),
        ("Paywarden.Node", "Daemons", "Routing", "a daemon owns its call slot, and DaemonSlot lies with the routing that takes it"),
    ];

    private static readonly string[] BadNames =
        ["Common", "Shared", "Utils", "Helpers", "Infrastructure", "Host", "Console", "Options", "Process"];

    private static readonly string[] CodeFolders = ["src", "tests"];

    private static readonly string[] TopLevel = ["src", "tests", "hocon", "docker", "Cluster.sln", "README.md", "BannedSymbols.txt", "global.json"];

    [Theory]
    [InlineData("Paywarden.Core")]
    [InlineData("Paywarden.Actors")]
    [InlineData("Paywarden.Node")]
    public void A_folder_uses_only_the_folders_below_it(string project)
    {
        var offences =
            from file in Sources(Path.Combine(Root, "src", project))
            let folder = FolderOf(file, project)
            where MayUse.ContainsKey(folder)
            from used in NamespacesUsed(file)
            where used != folder && !Allowed(project, folder, used)
            select $"{Relative(file)} uses Paywarden.{used}, which is not below {folder}";

        AssertNone(offences);
    }

    [Fact]
    public void In_Core_nobody_stands_above_Settings_and_every_folder_has_its_place()
    {
        var folders = Directory.GetDirectories(Path.Combine(Root, "src", "Paywarden.Core")).Select(Path.GetFileName).Except(["bin", "obj"]);

        AssertNone(folders.Except(MayUse.Keys)!);
        Assert.DoesNotContain(MayUse.Values, below => below.Contains("Settings"));
    }

    [Fact]
    public void A_namespace_is_its_folder()
    {
        var offences =
            from project in Directory.GetDirectories(Path.Combine(Root, "src"))
            from file in Sources(project)
            let name = Path.GetFileName(project)
            let folder = Path.GetDirectoryName(Path.GetRelativePath(project, file))!.Replace(Path.DirectorySeparatorChar, '.')
            let expected = folder.Length == 0 ? "Paywarden" : "Paywarden." + folder
            let declared = Declared().Match(File.ReadAllText(file))
            where declared.Success && declared.Groups[1].Value != expected
            select $"{Relative(file)} declares {declared.Groups[1].Value}, not {expected}";

        AssertNone(offences);
    }

    [Fact]
    public void No_folder_or_project_has_a_name_that_says_nothing()
    {
        var offences =
            from top in CodeFolders
            from folder in Directory.EnumerateDirectories(Path.Combine(Root, top), "*", SearchOption.AllDirectories)
            where !IsBuilt(folder) && Path.GetFileName(folder).Split('.').Intersect(BadNames).Any()
            select Relative(folder);

        AssertNone(offences);
    }

    [Fact]
    public void The_top_level_holds_only_what_belongs_there()
    {
        var offences =
            from entry in Directory.EnumerateFileSystemEntries(Root)
            let name = Path.GetFileName(entry)
            where !name.StartsWith('.') && !name.EndsWith(".props", StringComparison.Ordinal) && !TopLevel.Contains(name)
            where !IgnoredByGit.Contains(name)
            select name;

        AssertNone(offences);
    }

    [Fact]
    public void No_source_file_is_longer_than_300_lines()
    {
        var offences =
            from top in CodeFolders
            from file in Sources(Path.Combine(Root, top))
            let lines = File.ReadLines(file).Count()
            where lines > 300
            select $"{Relative(file)} has {lines} lines";

        AssertNone(offences);
    }

    [Theory]
    [InlineData("Paywarden.Core", "")]
    [InlineData("Paywarden.Actors", "Paywarden.Core")]
    [InlineData("Paywarden.Cli", "Paywarden.Core")]
    [InlineData("Paywarden.Simulator", "")]
    public void A_project_refers_only_to_the_layer_below(string project, string allowed)
    {
        var text = File.ReadAllText(Path.Combine(Root, "src", project, project + ".csproj"));
        var references = ProjectReference().Matches(text).Select(m => m.Groups[1].Value);

        Assert.Equal(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries), references);
    }

    /// <summary>Core has the base library and two packages that only compute: the curve, RIPEMD-160 and base 58 of the ledger's codec are not for us to write.</summary>
    [Theory]
    [InlineData("Paywarden.Core", "BouncyCastle.Cryptography SimpleBase")]
    [InlineData("Paywarden.Simulator", "")]
    public void A_project_that_needs_only_the_base_library_has_nothing_else(string project, string allowed)
    {
        var text = File.ReadAllText(Path.Combine(Root, "src", project, project + ".csproj"));

        Assert.Equal(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries), PackageReference().Matches(text).Select(m => m.Groups[1].Value));
        Assert.DoesNotContain("FrameworkReference", text, StringComparison.Ordinal);
        Assert.Contains("Sdk=\"Microsoft.NET.Sdk\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Foreign_cryptography_is_used_by_the_codec_alone()
    {
        var offences =
            from file in Sources(Path.Combine(Root, "src"))
            where !Relative(file).StartsWith("src/Paywarden.Core/Ledger/Codec/", StringComparison.Ordinal)
            where ForeignCryptography().IsMatch(File.ReadAllText(file))
            select Relative(file);

        AssertNone(offences);
    }

    [Fact]
    public void Nobody_hides_a_dependency_in_a_global_using()
    {
        var offences =
            from file in Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.c*", SearchOption.AllDirectories)
            where !IsBuilt(file) && GlobalUsing().IsMatch(File.ReadAllText(file))
            select Relative(file);

        AssertNone(offences);
    }

    private static void AssertNone(IEnumerable<string> offences)
    {
        var all = offences.Distinct().ToArray();
        Assert.True(all.Length == 0, string.Join('\n', all));
    }

    private static bool Allowed(string project, string folder, string used)
    {
        if (!MayUse.ContainsKey(used) || MayUse[folder].Contains(used))
        {
            return true;
        }

        // Core's options are data to the projects above it.
        return (project != "Paywarden.Core" && used == "Settings")
            || Exceptions.Any(e => e.Project == project && e.From == folder && e.To == used);
    }

    private static readonly string[] IgnoredByGit =
        [.. File.ReadLines(Path.Combine(Root, ".gitignore")).Where(l => l.EndsWith('/')).Select(l => l.Trim('/'))];

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(file => !IsBuilt(file));

    private static bool IsBuilt(string path) => Relative(path).Split('/').Any(part => part is "bin" or "obj");

    private static string Relative(string path) => Path.GetRelativePath(Root, path);

    private static string FolderOf(string file, string project) =>
        Path.GetRelativePath(Path.Combine(Root, "src", project), file).Split('/')[0];

    private static IEnumerable<string> NamespacesUsed(string file) =>
        Used().Matches(Comment().Replace(File.ReadAllText(file), "")).Select(m => m.Groups[1].Value);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cluster.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Cluster.sln is in no folder above the tests");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"\bPaywarden\.([A-Z]\w+)")]
    private static partial Regex Used();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^namespace ([\w.]+)\s*[;{]", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex("""<ProjectReference Include="[^"]*[\\/]([\w.]+)\.csproj""")]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"<PackageReference Include=""([\w.]+)""")]
    private static partial Regex PackageReference();

    [GeneratedRegex(@"\b(Org\.BouncyCastle|SimpleBase)\b")]
    private static partial Regex ForeignCryptography();

    [GeneratedRegex("""global using .*Paywarden|<Using Include="Paywarden""")]
    private static partial Regex GlobalUsing();
}
