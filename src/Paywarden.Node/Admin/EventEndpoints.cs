using Microsoft.AspNetCore.Http.HttpResults;
using Paywarden.Kernel;
using Paywarden.Routing;

namespace Paywarden.Admin;

internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder api)
    {
        api.MapGet("/events", ReadAsync).WithTags("events").Produces<ListView<EventView>>();
        api.MapGet("/stream", Stream).WithTags("events").Produces<string>(contentType: "text/event-stream");
    }

    private static async Task<ListView<EventView>> ReadAsync(
        IEventLog log, CancellationToken cancel, long? after = null, int limit = 100, string wallet = "", string daemon = "")
    {
        var read = await log.ReadAsync(after, Math.Clamp(limit, 1, 1_000), wallet, daemon, cancel);
        return new([.. read.Select(EventView.Of)], read.IsEmpty ? after : read[^1].Sequence);
    }

    private static ServerSentEventsResult<string> Stream(HttpContext http, IEventLog log, RosterSource roster, TimeProvider clock, CancellationToken cancel, long? after = null)
    {
        var from = long.TryParse(http.Request.Headers["Last-Event-ID"], out var seen) ? seen : after;
        return TypedResults.ServerSentEvents(new ChangeStream(log, roster, clock).Read(from, cancel));
    }
}
