using Microsoft.Extensions.Options;
using Paywarden.Daemons;
using Paywarden.Kernel;
using Paywarden.Routing;
using Paywarden.Settings;

namespace Paywarden.Admin;

internal static class DaemonEndpoints
{
    public static void MapDaemons(this IEndpointRouteBuilder api)
    {
        var daemons = api.MapGroup("/daemons").WithTags("daemons");
        daemons.MapGet("/", (RosterSource roster, string? wallet) => new ListView<DaemonView>(
            [.. roster.Current.Daemons.Where(d => wallet is null || d.Wallet == wallet).OrderBy(d => d.Id, NaturalOrder.Instance).Select(DaemonView.Of)], null));
        daemons.MapGet("/{id}", (string id, RosterSource roster) =>
            Find(roster, id) is { } daemon ? TypedResults.Ok(DaemonView.Of(daemon)) : (IResult)Problems.NoDaemon(id, roster.Current))
            .Produces<DaemonView>().ProducesProblem(404);
        daemons.MapGet("/{id}/explain", ExplainAsync).Produces<ExplainView>().ProducesProblem(404);
        daemons.MapGet("/{id}/logs", LogsAsync).Produces<LogView>().ProducesProblem(404);
        foreach (var act in Enum.GetValues<DaemonAct>())
        {
            daemons.MapPost($"/{{id}}/{act.ToString().ToLowerInvariant()}", (string id, HttpContext http, RosterSource roster, IOperations operations, CancellationToken cancel) =>
                ActAsync(id, act, http, roster, operations, cancel)).Produces<ActView>().ProducesProblem(404).ProducesProblem(409);
        }
    }

    public static DaemonStatus? Find(RosterSource roster, string id) => roster.Current.Daemons.FirstOrDefault(d => d.Id == id);

    public static IResult Answer((string? Done, Refusal? No) answer) =>
        answer.No is { } no ? Problems.Of(no) : TypedResults.Ok(new ActView(answer.Done ?? "done"));

    private static async Task<IResult> ActAsync(string id, DaemonAct act, HttpContext http, RosterSource roster, IOperations operations, CancellationToken cancel) =>
        Find(roster, id) is null
            ? Problems.NoDaemon(id, roster.Current)
            : Answer(await operations.ActAsync(id, act, AdminGate.Operator(http), cancel));

    private static async Task<IResult> ExplainAsync(string id, RosterSource roster, IEventLog log, CancellationToken cancel)
    {
        if (Find(roster, id) is not { } daemon)
        {
            return Problems.NoDaemon(id, roster.Current);
        }

        var events = await log.ReadAsync(null, 50, "", id, cancel);
        return TypedResults.Ok(new ExplainView(DaemonView.Of(daemon), [.. Story.Of(daemon, events)], daemon.LastLines));
    }

    private static async Task<IResult> LogsAsync(
        string id, RosterSource roster, IOptionsMonitor<PaywardenOptions> options, TimeProvider clock, CancellationToken cancel, int lines = 100, bool follow = false)
    {
        if (Find(roster, id) is null)
        {
            return Problems.NoDaemon(id, roster.Current);
        }

        var log = new OutputLog(Path.Combine(options.CurrentValue.Node.DataDir, "daemons", id, "output.log"), clock);
        var count = Math.Clamp(lines, 0, 10_000);
        return follow
            ? TypedResults.Stream(to => log.FollowAsync(to, count, cancel), "text/plain; charset=utf-8")
            : TypedResults.Ok(new LogView(await log.LastAsync(count, cancel)));
    }
}
