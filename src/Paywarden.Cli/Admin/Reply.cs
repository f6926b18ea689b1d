namespace Paywarden.Admin;

/// <summary>What came of one request to the node.</summary>
internal abstract record Reply<T>
{
    private Reply()
    {
    }

    /// <param name="Text">The node's JSON as it came.</param>
    public sealed record Good(T Value, string Text) : Reply<T>;

    public sealed record Bad(Failure Failure) : Reply<T>;
}

/// <param name="Exit">The exit code it ends with.</param>
/// <param name="Why">Says what to do.</param>
internal sealed record Failure(int Exit, string Why);
