using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Paywarden.Ledger;
using Paywarden.Routing;
using Paywarden.Settings;

namespace Paywarden.Admin;

/// <summary>/healthz/*: states and nothing else, without credentials, for the listeners rpc, admin and observe alike.</summary>
public static class HealthEndpoints
{
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/healthz").WithTags("health");
        health.MapGet("/live", () => Answer(true, "the process runs"));
        health.MapGet("/ready", (Readiness node) => Answer(node.Ready, node.Why));
        health.MapGet("/startup", (Readiness node) => Answer(node.Started, node.Started ? "started" : node.Why));
        health.MapGet("/wallets/{wallet}", Wallet);
        return app;
    }

    private static JsonHttpResult<WalletHealth> Wallet(string wallet, RosterSource roster, IHeldWallets held, IOptionsMonitor<PaywardenOptions> options)
    {
        if (!options.CurrentValue.Wallets.ContainsKey(wallet))
        {
            return TypedResults.Json(new WalletHealth(false, false, "there is no such wallet"), AdminJson.Default.WalletHealth, statusCode: 404);
        }

        // Anybody may read this: the reason may name a transaction.
        var seen = WalletHealth.Of(wallet, roster.Current, held.WhyHeld(wallet) is null ? null : "paywarden status tells why");
        return TypedResults.Json(seen, AdminJson.Default.WalletHealth, statusCode: seen.Reads ? 200 : 503);
    }

    private static JsonHttpResult<HealthView> Answer(bool ok, string why) =>
        TypedResults.Json(new HealthView(ok, why), AdminJson.Default.HealthView, statusCode: ok ? 200 : 503);
}
