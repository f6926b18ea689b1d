using System.Text.Json;

namespace Paywarden.Harness;

/// <summary>An operator at a terminal of the node's host: the real command line as a process of its own.</summary>
internal sealed class OperatorShell(Scene scene, NodeSettings settings)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = scene.Subfolder("operator");

    /// <summary>Runs one verb; the exit code must be the one expected.</summary>
    public Task<string> RunAsync(int exit, params string[] verb) => ChildProcess.RunAsync(
        Repository.CommandLine,
        [.. verb, "--url", $"http://127.0.0.1:{settings.AdminPort}", "--token-file", Path.Combine(settings.DataFolder, "admin.token")],
        _folder,
        Patience,
        exit,
        new Dictionary<string, string?> { ["USER"] = "ann", ["TERM"] = "dumb" });

    public Task<string> RunAsync(params string[] verb) => RunAsync(0, verb);

    public async Task<JsonElement> JsonAsync(params string[] verb) => JsonSerializer.Deserialize<JsonElement>(await RunAsync(0, [.. verb, "--json"]));
}
