using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Paywarden.Ledger;
using Paywarden.Ledger.Codec;

namespace Paywarden.Webhooks;

/// <summary>Reads a ledger's stored events in their order and puts what receivers want of them into the outbox. Knows how payments stood by applying the events
/// anew, from the oldest that an open payment needs. Reads no further than the owner has said that everything is stored, and goes on from the last row that it saw:
/// a number that is passed over would be passed over for good.</summary>
internal sealed class WebhookPump : ReceiveActor, IWithTimers
{
    private const int Page = 500;

    /// <summary>So many numbers without anything to tell move the cursor by themselves: each move is a write.</summary>
    private const int Stride = 1000;

    /// <summary>A wallet whose first receiver is new is told of the last day: by then a node that died before it had noted where to begin has been started again.</summary>
    private static readonly TimeSpan Past = TimeSpan.FromDays(1);

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    private readonly WebhookWorld _world;
    private readonly string _wallet;
    private readonly string _ledger;
    private readonly Chain _chain;
    private readonly ImmutableArray<WebhookTarget> _targets;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private WebhookFold _fold = WebhookFold.Empty;
    private WebhookCursor? _cursor;

    /// <summary>The last row that was applied.</summary>
    private long _read;

    /// <summary>Up to here no more rows are to be had now.</summary>
    private long _searched;
    private long _stored;
    private bool _isBusy;
    private string? _fault;

    public WebhookPump(WebhookWorld world, LedgerCommand.Bind account, string ledger, ImmutableArray<WebhookTarget> targets)
    {
        (_world, _wallet, _ledger, _targets) = (world, account.Wallet, ledger, targets);
        _chain = Chains.Find(account.Chain, account.Network)!;
        Receive<LedgerFollowing.StoredUpTo>(m =>
        {
            _stored = Math.Max(_stored, m.Sequence);
            Read();
        });
        Receive<Begin>(_ => OnBegin());
        Receive<Told<WebhookCursor>>(OnBegun);
        Receive<PageRead>(OnRead);
        Receive<Put>(OnPut);
        Receive<Akka.Actor.Status.Failure>(m => Fail($"{m.Cause.GetType().Name}: {m.Cause.Message}"));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Self.Tell(Begin.Instance);

    /// <summary>After a bug, not at once: it would be the same again. What the owner had said is asked for anew.</summary>
    protected override void PostRestart(Exception reason) => Timers.StartSingleTimer(nameof(Begin), Begin.Instance, Again);

    private void OnBegin()
    {
        _isBusy = true;
        Context.Parent.Tell(LedgerFollowing.Follow.Instance);
        _world.Outbox.BeginAsync(_ledger, _world.Clock.GetUtcNow() - Past).PipeTo(Self);
    }

    private void OnBegun(Told<WebhookCursor> told)
    {
        if (!told.IsTold)
        {
            Fail(told.Fault!);
            return;
        }

        (_cursor, _fold, _read, _searched, _isBusy) = (told.Value!, WebhookFold.Empty, told.Value!.Floor - 1, 0, false);
        Read();
    }

    private void Read()
    {
        if (_isBusy || _cursor is null || _searched >= _stored)
        {
            return;
        }

        _isBusy = true;
        var upTo = _stored;
        _world.History.ReadAsync(_ledger, _read, upTo, Page).PipeTo(Self, success: told => new PageRead(upTo, told));
    }

    private void OnRead(PageRead page)
    {
        if (!page.Events.IsTold)
        {
            Fail(page.Events.Fault!);
            return;
        }

        var (fold, events) = (_fold, ImmutableArray.CreateBuilder<OutboxEvent>());
        foreach (var (sequence, e) in page.Events.Value)
        {
            fold = fold.Apply(sequence, e);
            if (sequence > _cursor!.Sequence && e.At >= _cursor.Since)
            {
                events.AddRange(WebhookEvent.Of(fold, sequence, e).SelectMany(Addressed));
            }
        }

        var (rows, from) = (page.Events.Value, _cursor!.Sequence);
        (_fold, _read) = (fold, rows.IsEmpty ? _read : rows[^1].Sequence);
        _searched = rows.Length < Page ? page.UpTo : _searched;
        if (events.Count == 0 && _read - from < Stride)
        {
            _isBusy = false;
            Read();
            return;
        }

        _cursor = _cursor with { Sequence = _read, Floor = fold.Floor(_read) };
        _world.Outbox.PutAsync(_ledger, from, _cursor, events.DrainToImmutable()).PipeTo(Self, success: told => new Put(told));
    }

    private IEnumerable<OutboxEvent> Addressed(WebhookEvent e) =>
        from target in _targets
        where target.Wants(e.Kind)
        select new OutboxEvent(target.Name, e.Subject, e.Sequence, e.IdFor(_ledger, target.Name), e.Kind, e.At, WebhookBody.Write(e, _ledger, _wallet, _chain, target.Name));

    private void OnPut(Put put)
    {
        if (put.Done is not { IsTold: true, Value: true })
        {
            // Another one moved the cursor, or nobody knows whether this one did: what is stored says how far it is.
            Fail(put.Done.Fault ?? $"another node has put the events of {_wallet} into the outbox");
            return;
        }

        (_isBusy, _fault) = (false, null);
        Context.Parent.Tell(Filled.Instance);
        Read();
    }

    private void Fail(string why)
    {
        if (_fault is null)
        {
            _log.Warning("the receivers of {0} are told of nothing new for now: {1}", _wallet, why);
        }

        (_fault, _cursor, _isBusy) = (why, null, true);
        Timers.StartSingleTimer(nameof(Begin), Begin.Instance, Again);
    }

    /// <summary>There is something new in the outbox.</summary>
    internal sealed class Filled : INoSerializationVerificationNeeded
    {
        public static readonly Filled Instance = new();
    }

    private sealed class Begin : INoSerializationVerificationNeeded
    {
        public static readonly Begin Instance = new();
    }

    private sealed record PageRead(long UpTo, Told<ImmutableArray<StoredEvent>> Events) : INoSerializationVerificationNeeded;

    private sealed record Put(Told<bool> Done) : INoSerializationVerificationNeeded;
}
