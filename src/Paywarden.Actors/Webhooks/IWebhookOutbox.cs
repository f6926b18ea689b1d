using System.Collections.Immutable;
using Paywarden.Ledger;

namespace Paywarden.Webhooks;

/// <summary>What receivers have still to be told, on disk. Every fault may be tried again: doing any of it twice is harmless.</summary>
public interface IWebhookOutbox
{
    /// <summary>How far a ledger's events have been put here. Where nothing is known of it, it begins with its first event, and what happened before
    /// <paramref name="since"/> is told to nobody.</summary>
    Task<Told<WebhookCursor>> BeginAsync(string ledger, DateTimeOffset since);

    /// <summary>Puts events and moves the cursor, both or neither.</summary>
    /// <returns>False: somebody else has moved it meanwhile.</returns>
    Task<Told<bool>> PutAsync(string ledger, long from, WebhookCursor to, ImmutableArray<OutboxEvent> events);

    /// <summary>The first events of their subjects, those that are due, the longest due first.</summary>
    Task<Told<OutboxLook>> LookAsync(string ledger, string target, DateTimeOffset now, int limit);

    /// <summary>It was taken: the next one about its subject may follow.</summary>
    Task<Told<bool>> TakenAsync(string ledger, OutboxEvent e);

    /// <summary>It was not. All that is about its subject waits with it.</summary>
    /// <param name="next">Null: everything about the subject is set aside until somebody asks for it.</param>
    Task<Told<bool>> FailedAsync(string ledger, OutboxEvent e, OutboxTries tries, DateTimeOffset? next);

    /// <summary>What was set aside goes out again, from where each subject stopped.</summary>
    /// <returns>How many events.</returns>
    Task<Told<int>> ReplayAsync(string ledger, string target, DateTimeOffset now);

    /// <summary>How things stand with every target that has anything here.</summary>
    Task<Told<ImmutableArray<OutboxStatus>>> StatusAsync(string ledger);

    /// <summary>The lowest event that is needed here still: the journal must keep it and all after it. Null: none is.</summary>
    Task<Told<long?>> LowestAsync(string ledger);

    /// <summary>Nobody is told of this ledger any more; what was put already stays.</summary>
    Task<Told<bool>> ForgetAsync(string ledger);
}

/// <param name="Sequence">Everything up to it has been put.</param>
/// <param name="Floor">From where the events are needed to know how open payments stood at <paramref name="Sequence"/>.</param>
/// <param name="Since">What happened before that is told to nobody.</param>
public sealed record WebhookCursor(long Sequence, long Floor, DateTimeOffset Since);

/// <param name="Subject">Those about the same are told one after the other, in the order of their sequence numbers.</param>
/// <param name="Id">What receivers know it by.</param>
public sealed record OutboxEvent(string Target, string Subject, long Sequence, string Id, string Kind, DateTimeOffset At, string Body)
{
    public OutboxTries Tries { get; init; } = OutboxTries.None;
}

/// <param name="Count">Without success.</param>
/// <param name="Why">It failed the last time.</param>
public sealed record OutboxTries(int Count, DateTimeOffset? First, string? Why)
{
    public static readonly OutboxTries None = new(0, null, null);
}

/// <param name="Next">When something that waits now is due; null: nothing waits.</param>
/// <param name="Oldest">When the oldest event happened that is not told and not set aside.</param>
public sealed record OutboxLook(ImmutableArray<OutboxEvent> Due, DateTimeOffset? Next, DateTimeOffset? Oldest);

/// <param name="Waiting">Events that are tried by themselves.</param>
/// <param name="SetAside">Events that wait for a replay.</param>
/// <param name="Why">Of the last failure among them.</param>
public sealed record OutboxStatus(string Target, int Waiting, int SetAside, DateTimeOffset? Oldest, string? Why);
