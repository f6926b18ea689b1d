namespace Paywarden.Ledger.Words;

/// <summary>How much of what a daemon says a row's text has to be. Always to the letter and the case: daemons run with LANGUAGE=C.</summary>
internal enum WordMatch
{
    Exact,

    /// <summary>Figures or a second line of advice may follow.</summary>
    Prefix,

    /// <summary>Where Python puts its traceback before the words.</summary>
    Contains,
}

/// <summary>One thing that daemons of a dialect are known to say.</summary>
/// <param name="Code">Of the error that says it; null: it is said in a result.</param>
internal sealed record WordRow<TVerdict>(WordMatch Match, int? Code, string Text, TVerdict Verdict)
    where TVerdict : struct, Enum
{
    public bool Fits(int? code, string said) => code == Code && Match switch
    {
        WordMatch.Exact => said == Text,
        WordMatch.Prefix => said.StartsWith(Text, StringComparison.Ordinal),
        WordMatch.Contains => said.Contains(Text, StringComparison.Ordinal),
        _ => throw new InvalidOperationException($"unknown match {Match}"),
    };
}
