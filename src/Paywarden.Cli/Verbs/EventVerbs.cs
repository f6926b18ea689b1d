using System.CommandLine;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Paywarden.Admin;

namespace Paywarden.Verbs;

/// <summary>The history: what happened, to what, and by whom.</summary>
internal static class EventVerbs
{
    public static IEnumerable<Verb> All()
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Goes on as things happen, also over a restart of the node" };
        var limit = new Option<int>("--limit", "-n") { Description = "How many", DefaultValueFactory = _ => 50 };
        var wallet = new Option<string>("--wallet") { Description = "Only of this wallet", DefaultValueFactory = _ => "" };
        var daemon = new Option<string>("--daemon") { Description = "Only of this daemon", DefaultValueFactory = _ => "" };
        yield return new("events", "What happened, newest last", async (parsed, session, cancel) =>
        {
            var (ofWallet, ofDaemon) = (parsed.GetValue(wallet)!, parsed.GetValue(daemon)!);
            var path = $"api/v1/events?limit={parsed.GetValue(limit)}&wallet={DaemonVerbs.Escaped(ofWallet)}&daemon={DaemonVerbs.Escaped(ofDaemon)}";
            if (!parsed.GetValue(follow))
            {
                return await session.ShowAsync(path, Wire.Default.ItemsOfEventItem, events => Show(session, events), cancel);
            }

            switch (await session.Node.GetAsync(path, Wire.Default.ItemsOfEventItem, cancel))
            {
                case Reply<ItemsOf<EventItem>>.Good past:
                    Show(session, past.Value);
                    await FollowAsync(session, past.Value.Next ?? 0, e => (ofWallet.Length == 0 || e.Wallet == ofWallet) && (ofDaemon.Length == 0 || e.Daemon == ofDaemon), cancel);
                    return ExitCode.Ok;
                case Reply<ItemsOf<EventItem>>.Bad bad:
                    session.Screen.Fail(bad.Failure);
                    return bad.Failure.Exit;
                default:
                    throw new InvalidOperationException("unknown reply");
            }
        })
        {
            Options = [follow, limit, wallet, daemon],
        };
    }

    private static void Show(Session session, ItemsOf<EventItem> events)
    {
        foreach (var e in events.Items)
        {
            Show(session, e);
        }
    }

    private static void Show(Session session, EventItem e)
    {
        if (session.Screen.Json)
        {
            session.Screen.Raw(JsonSerializer.Serialize(e, Wire.Default.EventItem));
            return;
        }

        var about = e.Daemon.Length > 0 ? e.Daemon : e.Wallet;
        session.Screen.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{e.At.ToLocalTime():yyyy-MM-dd HH:mm:ss.fff}  {(about.Length > 0 ? about + ": " : "")}{e.Why}{(e.By is "paywarden" or "" ? "" : $" (by {e.By})")}"));
    }

    private static async Task FollowAsync(Session session, long after, Func<EventItem, bool> wanted, CancellationToken cancel)
    {
        var lost = false;
        while (!cancel.IsCancellationRequested)
        {
            var failure = await session.Node.FollowAsync($"api/v1/stream?after={after}", async (stream, stop) =>
            {
                lost = false;
                await foreach (var item in SseParser.Create(stream).EnumerateAsync(stop))
                {
                    if (item.EventType == "event" && JsonSerializer.Deserialize(item.Data, Wire.Default.EventItem) is { } e)
                    {
                        after = e.Sequence;
                        if (wanted(e))
                        {
                            Show(session, e);
                        }
                    }
                }
            }, cancel);
            if (!lost)
            {
                lost = true;
                session.Screen.Fail(failure ?? new(ExitCode.Unreachable, "the node has closed the stream; trying again until it is back"));
            }

            await Task.Delay(TimeSpan.FromSeconds(1), session.Around.Clock, cancel);
        }
    }
}
