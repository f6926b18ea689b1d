using Akka.Actor;

namespace Paywarden.Ledger;

/// <summary>Between a ledger's owner and its child that follows what is stored.</summary>
public static class LedgerFollowing
{
    /// <summary>From the child: how far is it? Answered at once, and from then on with every write.</summary>
    public sealed class Follow : INoSerializationVerificationNeeded
    {
        public static readonly Follow Instance = new();
    }

    /// <summary>This event and all before it are stored; a number below it that is missing will never come.</summary>
    public sealed record StoredUpTo(long Sequence) : INoSerializationVerificationNeeded;
}
