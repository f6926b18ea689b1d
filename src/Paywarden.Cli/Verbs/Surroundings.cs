using Spectre.Console;

namespace Paywarden.Verbs;

/// <summary>Everything outside that a verb uses, so that tests can run the whole command line inside their own process.</summary>
/// <param name="Ansi">Null where the output is a pipe or a file: then it is plain text.</param>
internal sealed record Surroundings(TextWriter Out, TextWriter Error, IAnsiConsole? Ansi, Func<string, string?> Variable, TimeProvider Clock)
{
    public ConfigCheck Check { get; init; } = _ => [];

    public static Surroundings Real() => new(
        Console.Out,
        Console.Error,
        Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } ? null : AnsiConsole.Console,
        Environment.GetEnvironmentVariable,
        TimeProvider.System)
    {
        Check = Settings.ConfigFile.Check,
    };
}

/// <summary>Checks one configuration file.</summary>
/// <returns>Every fault, each with file, line, key and rule; none: it is good.</returns>
internal delegate IReadOnlyList<string> ConfigCheck(string file);
