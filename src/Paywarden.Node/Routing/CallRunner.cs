using System.Runtime.CompilerServices;
using Paywarden.Daemons;
using Paywarden.Daemons.Dialects;
using Paywarden.Kernel;
using Paywarden.JsonRpc;

namespace Paywarden.Routing;

/// <summary>Carries one call to a daemon: waits for a place, sends, and tries a second daemon where nothing can have happened or nothing can change.
/// A place stays taken until the daemon has answered or died, whoever has stopped waiting: the daemon will execute what it was sent.</summary>
internal sealed class CallRunner(RouterViewSource views, DaemonTransports transports, ICallReports reports, RpcMetrics metrics, TimeProvider clock) : IDisposable
{
    private static long _id;
    private readonly CancellationTokenSource _drained = new();

    /// <summary>The node stops: calls still running <paramref name="after"/> this are answered as at their deadline.</summary>
    public void Drain(TimeSpan after) => _drained.CancelAfter(after);

    public void Dispose() => _drained.Dispose();

    /// <param name="rawParams">Is read before the first await returns, so the caller's buffer may be reused afterwards.</param>
    /// <param name="deadline">Shorter than the wallet's own where the caller asked so. Nothing is sent once it has passed.</param>
    /// <param name="caller">Gives up its place in the queue when it leaves.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CallOutcome> RunAsync(PoolView pool, MethodEntry method, CallNeed need, ReadOnlyMemory<byte> rawParams, Deadline deadline, Caller caller)
    {
        var began = clock.GetTimestamp();
        var body = Envelope.Write(Interlocked.Increment(ref _id), method.Name, rawParams.Span);
        var outcome = await TryAsync(pool, method, need, body, deadline, caller).ConfigureAwait(false);
        metrics.Ended(pool.Wallet, method.Class, NameOf(pool, method, outcome), clock.GetElapsedTime(began));
        return outcome;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CallOutcome> TryAsync(PoolView pool, MethodEntry method, CallNeed need, byte[] body, Deadline deadline, Caller caller)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (daemon, refusal) = await TakeAsync(pool.Wallet, need, deadline, caller).ConfigureAwait(false);
            if (daemon is null)
            {
                return CallOutcome.No(refusal!, attempts: attempt - 1);
            }

            if (deadline.HasPassed)
            {
                // The place was handed over in the last moment.
                GiveBack(daemon);
                return CallOutcome.No(TooLate(pool.Wallet), attempts: attempt - 1);
            }

            var limit = RetryPolicy.Limit(method, attempt, pool.Call, deadline.Left);
            var answer = await SendAsync(pool, daemon, method, body, limit).ConfigureAwait(false);
            if (answer.IsWhole)
            {
                return new CallOutcome(answer, null, daemon.Id, attempt);
            }

            // A wait that the caller cut short says nothing about the daemon.
            if (answer.Fault == CallFault.TimedOut && limit >= RetryPolicy.Patience(method, pool.Call))
            {
                Doubt(daemon, answer.Fault);
            }

            if (!RetryPolicy.Again(method.Class, attempt, answer.Fault) || deadline.HasPassed)
            {
                return CallOutcome.No(Failed(method, daemon, answer), daemon.Id, attempt);
            }

            metrics.Retried(pool.Wallet);
            need = need.Target is CallTarget.Builder or CallTarget.Signer or CallTarget.Named ? need : need with { Avoid = daemon.Slot };
        }
    }

    private async ValueTask<(DaemonView? Daemon, RpcFault? No)> TakeAsync(string wallet, CallNeed need, Deadline deadline, Caller caller)
    {
        var pool = views.Current.Pools[wallet];
        var isTime = !deadline.HasPassed;
        if (isTime && pool.Gate.TryTake(pool, need, Random.Shared.NextDouble()) is { } free)
        {
            return (free, null);
        }

        if (!need.HasHope(pool))
        {
            return (null, NobodyServes(pool));
        }

        if (isTime)
        {
            using var timer = new CancellationTokenSource(deadline.Left, clock);
            using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, caller.Left, _drained.Token);
            if (!pool.Gate.TryWait(need, giveUp.Token, out var turn))
            {
                return (null, RpcFault.NotDone(RpcCode.Overloaded, $"{pool.Gate.Queue} calls of {wallet} wait already") with { RetryAfter = TimeSpan.FromSeconds(1) });
            }

            metrics.Queued(wallet, 1);
            var served = await turn.ConfigureAwait(false);
            metrics.Queued(wallet, -1);
            if (served is not null)
            {
                return (served, null);
            }
        }

        pool = views.Current.Pools[wallet];
        return (null, need.IsServed(pool) ? TooLate(wallet) : NobodyServes(pool));
    }

    private static RpcFault TooLate(string wallet) => RpcFault.NotDone(RpcCode.DeadlinePassed, $"no daemon of {wallet} was free before the deadline");

    private static RpcFault NobodyServes(PoolView pool)
    {
        var why = pool.Daemons.Length > 0 ? string.Join("; ", pool.Daemons.Select(d => $"{d.Id}: {d.Why}")) : "none of its daemons runs";
        return RpcFault.NotDone(RpcCode.NoHealthyDaemon, $"no daemon of {pool.Wallet} can take this call now ({why})") with { RetryAfter = TimeSpan.FromSeconds(2) };
    }

    /// <summary>One attempt. The exchange itself has no time limit: giving up would cancel nothing at the daemon, so only our wait for it ends.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<DaemonAnswer> SendAsync(PoolView pool, DaemonView daemon, MethodEntry method, byte[] body, TimeSpan limit)
    {
        daemon.Slot.Allow(clock.GetUtcNow() + method.Limit);
        if (Writes(method))
        {
            pool.Gate.MarkWrite(); // from now on copies may be behind
        }

        metrics.Sent(pool.Wallet, 1);
        var exchange = ExchangeAsync(pool, daemon, method, body);
        try
        {
            return exchange.IsCompleted ? await exchange.ConfigureAwait(false) : await exchange.WaitAsync(limit, clock, _drained.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            _ = DropAsync(exchange);
            return new DaemonAnswer(CallFault.TimedOut, "it had not answered in time");
        }
    }

    /// <summary>Ends with the daemon's answer, not with our wait, and whatever happens in between, the place is given back: one lost is lost until the daemon ends.</summary>
    private async Task<DaemonAnswer> ExchangeAsync(PoolView pool, DaemonView daemon, MethodEntry method, byte[] body)
    {
        var transport = transports.For(daemon.Endpoint);
        try
        {
            var exchange = transport.ExchangeAsync(body, daemon.Slot.Over);
            if (pool.Gate.Waiting > 0)
            {
                transport.ConnectAhead();
            }

            var answer = await exchange.ConfigureAwait(false);
            if (answer is { IsWhole: false, Fault: not CallFault.TimedOut })
            {
                Doubt(daemon, answer.Fault); // before its place goes to the next call, which would fare no better
            }

            return answer;
        }
        finally
        {
            Finish(pool, daemon, method);
        }
    }

    /// <summary>Nobody waits for it any more, but its bytes are from a pool.</summary>
    private static async Task DropAsync(Task<DaemonAnswer> late)
    {
        using var answer = await late.ConfigureAwait(false);
    }

    private void Finish(PoolView pool, DaemonView daemon, MethodEntry method)
    {
        metrics.Sent(pool.Wallet, -1);
        if (Writes(method))
        {
            // A second mark: whoever looked at the wallet while the write ran may have seen it half done.
            pool.Gate.MarkWrite();
            reports.Wrote(daemon.Id);
        }

        GiveBack(daemon);
    }

    private void GiveBack(DaemonView daemon)
    {
        daemon.Slot.GiveBack();
        if (daemon.Slot.Taken == 0)
        {
            transports.For(daemon.Endpoint).Unconnect(); // nobody waited for it
        }
    }

    private void Doubt(DaemonView daemon, CallFault fault)
    {
        daemon.Slot.Suspect();
        reports.Doubt(daemon.Id, daemon.Slot.Incarnation, fault);
    }

    private static RpcFault Failed(MethodEntry method, DaemonView daemon, DaemonAnswer answer)
    {
        var outcome = RetryPolicy.OutcomeOf(method.Class, answer.Fault);
        var advice = outcome == Outcome.Unknown ? "; it may have been done, so look before you do it again" : "";
        return new RpcFault(RpcCode.DaemonFailed, outcome, $"{method.Name} at {daemon.Id}: {answer.Why}{advice}", daemon.Id);
    }

    private static bool Writes(MethodEntry method) => method.Class is not (MethodClass.Read or MethodClass.Broadcast);

    private static string NameOf(PoolView pool, MethodEntry method, CallOutcome outcome) => outcome switch
    {
        { Fault: { } fault } => RpcMetrics.NameOf(fault.Outcome),
        { Answer.IsError: true } => "error",
        _ when method.Class != MethodClass.Read && DialectCatalog.Find(pool.Dialect)!.LooksLikeFailure(method.Name, outcome.Answer.Value) => "error",
        _ => "ok",
    };
}
