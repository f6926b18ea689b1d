namespace Paywarden.Admin;

/// <summary>Finds the token of the node on this host. Read anew for each request: it changes with each start of the node.</summary>
internal sealed class TokenSource(string? given, Func<string, string?> variable)
{
    public string Path { get; } =
        given
        ?? NotEmpty(variable("PAYWARDEN_TOKEN_FILE"))
        ?? System.IO.Path.Combine(NotEmpty(variable("PAYWARDEN_DATA")) ?? "data", "admin.token");

    /// <summary>Null where there is no readable token; <paramref name="why"/> then says what to do.</summary>
    public string? Read(out string why)
    {
        why = "";
        try
        {
            return File.ReadAllText(Path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            why = e is UnauthorizedAccessException
                ? $"the token {Path} is not yours to read: run this as the node's user"
                : $"there is no token at {System.IO.Path.GetFullPath(Path)}: run this in the directory where the node was started, or set PAYWARDEN_DATA to its data directory, or give --token-file";
            return null;
        }
    }

    private static string? NotEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
