namespace Paywarden.Settings;

/// <summary>paywarden-node [--config FILE] [--check].</summary>
/// <param name="Fault">Set where the command line cannot be understood.</param>
internal sealed record NodeArguments(string? ConfigFile, bool Check, string? Fault = null)
{
    private const string Usage = "usage: paywarden-node [--config FILE] [--check]";

    public static NodeArguments Parse(IReadOnlyList<string> arguments)
    {
        var parsed = new NodeArguments(null, false);
        for (var i = 0; i < arguments.Count && parsed.Fault is null; i++)
        {
            parsed = arguments[i] switch
            {
                "--check" => parsed with { Check = true },
                "--config" when i + 1 < arguments.Count => parsed with { ConfigFile = arguments[++i] },
                "--config" => parsed with { Fault = $"--config needs a file; {Usage}" },
                ['-', '-', 'c', 'o', 'n', 'f', 'i', 'g', '=', .. var file] => parsed with { ConfigFile = file },
                _ => parsed with { Fault = $"{arguments[i]} is not known; {Usage}" },
            };
        }

        return parsed;
    }
}
