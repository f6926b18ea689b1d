namespace Paywarden.JsonRpc;

/// <summary>A piece of a body by offset, so that it survives an await, which a span cannot.</summary>
public readonly record struct Slice(int Start, int Length)
{
    public bool IsEmpty => Length == 0;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> body) => body.Slice(Start, Length);
}
