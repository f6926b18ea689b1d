namespace Paywarden.Daemons;

/// <summary>How grave a finding of the doctor is: bad needs a person now, warn soon.</summary>
public enum DoctorVerdict
{
    Ok,
    Warn,
    Bad,
}

/// <summary>One finding of the doctor.</summary>
/// <param name="Subject">A daemon's id, or the node's name.</param>
/// <param name="Check">What was looked at, in a word or two: "process", "wallet file".</param>
/// <param name="Seen">What was found, one sentence without a full stop.</param>
/// <param name="Cure">What to do, as an imperative with the command where there is one; empty when nothing is to be done.</param>
public sealed record DoctorCheck(string Subject, string Check, DoctorVerdict Verdict, string Seen, string Cure);
