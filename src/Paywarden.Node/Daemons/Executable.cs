using System.Runtime.InteropServices;

namespace Paywarden.Daemons;

/// <summary>Finds what a command means. Searched by us and not by posix_spawnp, so that "missing" is a clear answer.</summary>
internal static class Executable
{
    private const int MayExecute = 1;

    /// <summary>A bare name is looked up beside our own binary first (for paywarden-simulator), then in PATH. Null: not there, or not executable.</summary>
    public static string? Find(string command) =>
        command.Contains('/')
            ? Usable(Path.GetFullPath(command))
            : SearchPath.Prepend(AppContext.BaseDirectory).Select(folder => Usable(Path.Combine(folder, command))).FirstOrDefault(p => p is not null);

    /// <summary>What a daemon inherits of our environment: nothing that could hold a secret, and one language for its messages.</summary>
    public static Dictionary<string, string> Environment(string binary, string home)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal)
        {
            ["PATH"] = string.Join(':', SearchPath),
            ["HOME"] = home,
            ["LANG"] = "C",
            ["LC_ALL"] = "C",
            ["LANGUAGE"] = "C",
        };
        if (System.Environment.GetEnvironmentVariable("TZ") is { Length: > 0 } zone)
        {
            variables["TZ"] = zone;
        }

        // A .NET program shipped beside us finds its runtime where we found ours.
        if (binary.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal) && RuntimeRoot() is { } root)
        {
            variables["DOTNET_ROOT"] = root;
        }

        return variables;
    }

    private static string[] SearchPath =>
        (System.Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? path : "/usr/local/bin:/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries);

    private static string? Usable(string path) => File.Exists(path) && Posix.Access(path, MayExecute) == 0 ? path : null;

    /// <summary>ROOT/shared/Microsoft.NETCore.App/VERSION/ is where the runtime lies; null when we carry our own.</summary>
    private static string? RuntimeRoot()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        return Directory.Exists(Path.Combine(root, "host", "fxr")) ? root : null;
    }
}
