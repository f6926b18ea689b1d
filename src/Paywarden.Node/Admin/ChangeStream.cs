using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Paywarden.Daemons;
using Paywarden.Kernel;
using Paywarden.Routing;

namespace Paywarden.Admin;

/// <summary>What a watcher is sent: <c>event</c> for each entry of the log, <c>daemon</c> for each daemon at first and at each change,
/// <c>gone</c> when one is no longer known, <c>beat</c> when nothing has happened for a while, so that a dead watcher is noticed.</summary>
internal sealed class ChangeStream(IEventLog log, RosterSource roster, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private const int LooksPerBeat = 75;

    public async IAsyncEnumerable<SseItem<string>> Read(long? after, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var items = Channel.CreateBounded<SseItem<string>>(100);
        var events = PumpAsync(items.Writer, EventsAsync(after, ended.Token), ended.Token);
        var daemons = PumpAsync(items.Writer, DaemonsAsync(ended.Token), ended.Token);
        try
        {
            await foreach (var item in items.Reader.ReadAllAsync(cancel))
            {
                yield return item;
            }
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(events, daemons);
        }
    }

    private static async Task PumpAsync(ChannelWriter<SseItem<string>> to, IAsyncEnumerable<SseItem<string>> from, CancellationToken cancel)
    {
        try
        {
            await foreach (var item in from)
            {
                await to.WriteAsync(item, cancel);
            }

            to.TryComplete(); // the log is closing: so does the stream
        }
        catch (OperationCanceledException)
        {
            // The watcher left.
        }
    }

    private async IAsyncEnumerable<SseItem<string>> EventsAsync(long? after, [EnumeratorCancellation] CancellationToken cancel)
    {
        var following = log.Follow(cancel);
        var last = after ?? 0;
        while (after is not null && await log.ReadAsync(last, 1_000, "", "", cancel) is { IsEmpty: false } missed)
        {
            foreach (var entry in missed)
            {
                yield return Item(entry);
            }

            last = missed[^1].Sequence;
        }

        await foreach (var entry in following)
        {
            if (entry.Sequence > last)
            {
                yield return Item(entry);
            }
        }
    }

    private async IAsyncEnumerable<SseItem<string>> DaemonsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var known = new Dictionary<string, DaemonStatus>(StringComparer.Ordinal);
        Roster? shown = null;
        using var timer = new PeriodicTimer(Look, clock);
        var quiet = 0;
        do
        {
            var now = roster.Current;
            if (!ReferenceEquals(now, shown))
            {
                shown = now;
                foreach (var daemon in now.Daemons.Where(d => known.GetValueOrDefault(d.Id) != d))
                {
                    known[daemon.Id] = daemon;
                    yield return new(JsonSerializer.Serialize(DaemonView.Of(daemon), AdminJson.Default.DaemonView), "daemon");
                }

                foreach (var id in known.Keys.Except(now.Daemons.Select(d => d.Id)).ToArray())
                {
                    known.Remove(id);
                    yield return new(id, "gone");
                }
            }
            else if (++quiet % LooksPerBeat == 0)
            {
                yield return new("", "beat");
            }
        }
        while (await timer.WaitForNextTickAsync(cancel));
    }

    private static SseItem<string> Item(EventEntry entry) =>
        new(JsonSerializer.Serialize(EventView.Of(entry), AdminJson.Default.EventView), "event") { EventId = entry.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture) };
}
