using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Paywarden.Kernel;
using Paywarden.Ledger;
using Paywarden.Settings;
using Paywarden.Webhooks;

namespace Paywarden.Admin;

/// <param name="Url">Without its query, which may be a secret.</param>
/// <param name="Waiting">Events that are tried by themselves.</param>
/// <param name="SetAside">Events that wait for a replay.</param>
/// <param name="Oldest">When the oldest happened of those that wait.</param>
/// <param name="Why">The last failure; null: there is none.</param>
public sealed record WebhookView(string Name, string Url, int Waiting, int SetAside, DateTimeOffset? Oldest, string? Why);

public sealed record ReplayView(int Events);

/// <summary>How receivers of a wallet's events stand, and another chance for what they did not take.</summary>
internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        var webhooks = api.MapGroup("/wallets/{wallet}/webhooks").WithTags("webhooks");
        webhooks.MapGet("/", ListAsync).Produces<ListView<WebhookView>>().ProducesProblem(404).ProducesProblem(503);
        webhooks.MapPost("/{target}/replay", ReplayAsync).Produces<ReplayView>().ProducesProblem(404).ProducesProblem(503);
    }

    private static async Task<IResult> ListAsync(string wallet, IOptionsMonitor<PaywardenOptions> options, [FromServices] PayingWallets accounts, [FromServices] IWebhookOutbox outbox)
    {
        if (!options.CurrentValue.Wallets.ContainsKey(wallet))
        {
            return Problems.NoWallet(wallet, options.CurrentValue.Wallets.Keys);
        }

        var targets = WebhookTargets.Of(options.CurrentValue, wallet);
        if (targets.IsEmpty)
        {
            return TypedResults.Ok(new ListView<WebhookView>([], null));
        }

        if (LedgerOf(accounts, wallet) is not { } ledger)
        {
            return Unknown(wallet);
        }

        var status = await outbox.StatusAsync(ledger);
        return status.IsTold ? TypedResults.Ok(new ListView<WebhookView>([.. targets.Select(t => View(t, status.Value))], null)) : Problems.Of(503, "database", status.Fault!);
    }

    private static async Task<IResult> ReplayAsync(
        string wallet,
        string target,
        HttpContext http,
        IOptionsMonitor<PaywardenOptions> options,
        [FromServices] PayingWallets accounts,
        [FromServices] IWebhookOutbox outbox,
        [FromServices] WebhookWorld world)
    {
        if (!options.CurrentValue.Wallets.ContainsKey(wallet))
        {
            return Problems.NoWallet(wallet, options.CurrentValue.Wallets.Keys);
        }

        var targets = WebhookTargets.Of(options.CurrentValue, wallet);
        if (!targets.Any(t => t.Name == target))
        {
            return Problems.Of(404, "unknown-webhook", $"{wallet} has no webhook {target}. There are: {string.Join(", ", targets.Select(t => t.Name))}.");
        }

        if (LedgerOf(accounts, wallet) is not { } ledger)
        {
            return Unknown(wallet);
        }

        var now = world.Clock.GetUtcNow();
        var replayed = await outbox.ReplayAsync(ledger, target, now);
        if (!replayed.IsTold)
        {
            return Problems.Of(503, "database", replayed.Fault!);
        }

        var by = AdminGate.Operator(http);
        world.Events.Append(new EventEntry(0, now, "webhook-replayed", world.Node, wallet, "", $"{by} has {replayed.Value} event(s) of {wallet} sent to {target} again", by));
        return TypedResults.Ok(new ReplayView(replayed.Value));
    }

    private static string? LedgerOf(PayingWallets accounts, string wallet) => accounts.AccountOf(wallet) is { } account ? LedgerEntity.PersistenceId(account.AccountKey) : null;

    private static ProblemHttpResult Unknown(string wallet) =>
        Problems.Of(503, "suspended", $"The daemons of {wallet} have not told yet whose money they hold, so nobody knows which events are its. Ask again when one of them is ready.");

    private static WebhookView View(WebhookTarget target, ImmutableArray<OutboxStatus> all)
    {
        var status = all.FirstOrDefault(s => s.Target == target.Name);
        return new(target.Name, target.Url.GetLeftPart(UriPartial.Path), status?.Waiting ?? 0, status?.SetAside ?? 0, status?.Oldest, status?.Why);
    }
}
