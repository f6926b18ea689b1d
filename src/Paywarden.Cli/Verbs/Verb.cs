using System.CommandLine;

namespace Paywarden.Verbs;

/// <summary>One verb of the command line.</summary>
internal sealed record Verb(string Name, string Description, Func<ParseResult, Session, CancellationToken, Task<int>>? Run = null)
{
    public IReadOnlyList<Argument> Arguments { get; init; } = [];

    public IReadOnlyList<Option> Options { get; init; } = [];

    public IReadOnlyList<Verb> Children { get; init; } = [];
}
