using System.Collections.Frozen;
using System.Collections.Immutable;
using Akka.Actor;
using Paywarden.Daemons;
using static Paywarden.Daemons.DaemonProtocol;
using static Paywarden.Routing.RouterProtocol;

namespace Paywarden.Routing;

/// <summary>Owns the truth of the roster and swaps what HTTP threads read. A burst of news (a thousand daemons that start) makes few new pictures:
/// the picture is drawn when the mailbox has been read.</summary>
public sealed class RouterActor : ReceiveActor
{
    private readonly RouterViewSource _views;
    private readonly RosterSource _rosters;
    private readonly CallGates _gates;
    private readonly RouterBook _book;
    private bool _drawing;

    public RouterActor(RouterViewSource views, RosterSource rosters, CallGates gates, RouterBook book)
    {
        (_views, _rosters, _gates, _book) = (views, rosters, gates, book);
        Receive<DaemonChanged>(OnDaemonChanged);
        Receive<PoolsChanged>(m => Redraw(_book.Pools = m.Pools));
        Receive<PausesChanged>(m => Redraw(_book.Paused = m.Paused));
        Receive<Draw>(_ => OnDraw());
    }

    /// <summary>The book is made here and not by the actor: should a bug of ours restart that, it still knows what daemons told once.</summary>
    public static Props Props(RouterViewSource views, RosterSource rosters, CallGates gates)
    {
        var book = new RouterBook();
        return Akka.Actor.Props.Create(() => new RouterActor(views, rosters, gates, book));
    }

    private void OnDaemonChanged(DaemonChanged news)
    {
        var status = news.Status;
        _book.Daemons[status.Id] = news;
        if (status.Role == DaemonRole.Builder && PoolFreshness.Learn(_book.Builders.GetValueOrDefault(status.Wallet), status, news.FreshMark) is { } known)
        {
            _book.Builders[status.Wallet] = known;
        }

        Redraw(news);
    }

    private void Redraw(object _)
    {
        if (!_drawing)
        {
            _drawing = true;
            Self.Tell(Draw.Instance);
        }
    }

    private void OnDraw()
    {
        _drawing = false;
        _book.Version++;
        var byWallet = _book.Daemons.Values.ToLookup(d => d.Status.Wallet, StringComparer.Ordinal);
        _views.Publish(new RouterView(_book.Version, _book.Pools.ToFrozenDictionary(p => p.Wallet, p => Pool(p, byWallet[p.Wallet]), StringComparer.Ordinal)));
        _rosters.Publish(new Roster([.. _book.Daemons.Values.Select(d => d.Status).OrderBy(s => s.Wallet, StringComparer.Ordinal).ThenBy(s => s.Id.Length).ThenBy(s => s.Id, StringComparer.Ordinal)], _book.Paused));
    }

    private PoolView Pool(PoolSpec pool, IEnumerable<DaemonChanged> daemons)
    {
        var all = daemons.ToList();
        var living = all.FindAll(d => d is { Endpoint: not null, Slot: not null });
        var height = living.Max(d => d.Status.Health?.Height) ?? 0;
        var builder = _book.Builders.GetValueOrDefault(pool.Wallet);
        return new PoolView(
            pool.Wallet,
            pool.Dialect,
            pool.Methods,
            pool.Call,
            [.. living.Select(d => View(d, builder, height))],
            _gates.For(pool.Wallet),
            _book.Paused.GetValueOrDefault(pool.Wallet))
        {
            HasSigners = pool.HasSigners,
            Returning = [.. all.Where(d => d.Slot is null && Returns(d.Status.State)).Select(d => (d.Status.Id, d.Status.Role))],
        };
    }

    /// <summary>Comes back by itself and soon: a crash loop is not worth a caller's wait.</summary>
    private static bool Returns(DaemonState state) => state is DaemonState.Pending or DaemonState.Starting or DaemonState.BackingOff;

    private static DaemonView View(DaemonChanged d, PoolFreshness.Known? builder, int height)
    {
        var status = d.Status;
        var serves = status.State is DaemonState.Ready or DaemonState.Degraded;
        var mark = !serves ? -1 : status.Role == DaemonRole.Builder ? long.MaxValue : PoolFreshness.MarkOf(status, builder, height);
        return new DaemonView(status.Id, status.Role, serves, mark, d.Endpoint!, d.Slot!, status.Why);
    }

    private sealed class Draw : INoSerializationVerificationNeeded
    {
        public static readonly Draw Instance = new();
    }
}
