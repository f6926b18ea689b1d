using System.Text.Json.Nodes;

namespace Paywarden.Methods;

/// <summary>What a method needs before it runs.</summary>
[Flags]
internal enum Needs
{
    Nothing = 0,

    /// <summary>A network; refused while offline.</summary>
    Network = 1,

    /// <summary>A wallet, loaded last.</summary>
    Wallet = 2,

    /// <summary>The password, when the wallet has one.</summary>
    Password = 4,
}

/// <summary>One method that callers can name.</summary>
/// <param name="Parameters">In positional order; those from the first with a question mark on are optional.</param>
internal sealed record Method(string Name, Needs Needs, string[] Parameters, Func<CallArguments, JsonNode?> Run)
{
    public Method(string name, Needs needs, string parameters, Func<CallArguments, JsonNode?> run)
        : this(name, needs, parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries), run)
    {
    }

    /// <summary>Left out of `commands` and `help`: the daemon's own methods, and the one that no real daemon has.</summary>
    public bool Hidden { get; init; }

    /// <summary>As Python's complaints name it.</summary>
    public string PythonName => $"{(Hidden ? "Daemon" : "Commands")}.{Name}";
}
