namespace Paywarden.Kernel;

/// <summary>What a failed call did to money. <see cref="Unknown"/> is never shown as failed: the call may have been carried out.</summary>
public enum Outcome
{
    Committed,
    NotCommitted,
    Unknown,
}
