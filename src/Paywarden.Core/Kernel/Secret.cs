namespace Paywarden.Kernel;

/// <summary>A value that must never reach a log, an error, a metric, a URL, a process argument or the console: every way
/// of printing it gives stars, so leaking one takes a deliberate <see cref="Reveal"/>.</summary>
public sealed record Secret(string Value)
{
    public static readonly Secret None = new("");

    /// <summary>The value itself is kept out of the record's members, so that a debugger view or a serializer shows stars too.</summary>
    private string Value { get; } = Value;

    public bool IsEmpty => Value.Length == 0;

    public string Reveal() => Value;

    public override string ToString() => IsEmpty ? "" : "***";
}
