namespace Paywarden.Kernel;

/// <summary>The answer is no, and nothing changed. <paramref name="Code"/> is a short stable name ("unknown-daemon"),
/// <paramref name="Why"/> one sentence fit for an operator that says what to do.</summary>
public sealed record Refusal(string Code, string Why);
