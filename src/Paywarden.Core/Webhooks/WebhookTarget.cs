using System.Collections.Immutable;
using Paywarden.Kernel;

namespace Paywarden.Webhooks;

/// <summary>A receiver of a wallet's events, as configured.</summary>
/// <param name="Secrets">The present one, and the former one while receivers change over: each signs.</param>
/// <param name="Events">Which kinds it is told of.</param>
/// <param name="AllowPrivate">It may lie on this machine or in a private network.</param>
/// <param name="Timeout">For one delivery, from the name's look-up to the head of the answer.</param>
public sealed record WebhookTarget(string Name, Uri Url, ImmutableArray<Secret> Secrets, ImmutableArray<string> Events, bool AllowPrivate, TimeSpan Timeout, WebhookPace Pace)
{
    public bool Wants(string kind) => Events.Any(choice => WebhookKinds.Takes(choice, kind));
}
