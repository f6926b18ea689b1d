using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Paywarden.Ledger;
using Paywarden.Routing;
using Paywarden.Settings;

namespace Paywarden.Admin;

internal static class WalletEndpoints
{
    public static void MapWallets(this IEndpointRouteBuilder api)
    {
        var wallets = api.MapGroup("/wallets").WithTags("wallets");
        wallets.MapGet("/", (RosterSource roster, IHeldWallets held, IOptionsMonitor<PaywardenOptions> options) => new ListView<WalletView>(
            [.. options.CurrentValue.Wallets.OrderBy(w => w.Key, NaturalOrder.Instance).Select(w => WalletView.Of(w.Key, w.Value, roster.Current, held.WhyHeld(w.Key)))], null));
        wallets.MapGet("/{wallet}", (string wallet, RosterSource roster, IHeldWallets held, IOptionsMonitor<PaywardenOptions> options) =>
            options.CurrentValue.Wallets.TryGetValue(wallet, out var found)
                ? TypedResults.Ok(WalletView.Of(wallet, found, roster.Current, held.WhyHeld(wallet)))
                : (IResult)Problems.NoWallet(wallet, options.CurrentValue.Wallets.Keys))
            .Produces<WalletView>().ProducesProblem(404);
        wallets.MapPost("/{wallet}/pause", PauseAsync).Accepts<ReasonBody>("application/json", "*/*").Produces<ActView>().ProducesProblem(404).ProducesProblem(400);
        wallets.MapPost("/{wallet}/resume", ResumeAsync).Produces<ActView>().ProducesProblem(404);
        wallets.MapPost("/{wallet}/call", CallAsync).Accepts<CallBody>("application/json", "*/*").Produces<CallView>().ProducesProblem(400).ProducesProblem(502);
    }

    private static async Task<IResult> PauseAsync(string wallet, HttpContext http, IOperations operations, IOptionsMonitor<PaywardenOptions> options, CancellationToken cancel)
    {
        if (!options.CurrentValue.Wallets.ContainsKey(wallet))
        {
            return Problems.NoWallet(wallet, options.CurrentValue.Wallets.Keys);
        }

        var body = await ReadAsync(http, AdminJson.Default.ReasonBody, cancel);
        return string.IsNullOrWhiteSpace(body?.Reason)
            ? Problems.Of(400, "reason", "Say why, callers are told: {\"reason\": \"...\"}.")
            : DaemonEndpoints.Answer(await operations.PauseAsync(wallet, body.Reason.Trim(), AdminGate.Operator(http), cancel));
    }

    private static async Task<IResult> ResumeAsync(string wallet, HttpContext http, IOperations operations, IOptionsMonitor<PaywardenOptions> options, CancellationToken cancel) =>
        options.CurrentValue.Wallets.ContainsKey(wallet)
            ? DaemonEndpoints.Answer(await operations.ResumeAsync(wallet, AdminGate.Operator(http), cancel))
            : Problems.NoWallet(wallet, options.CurrentValue.Wallets.Keys);

    private static async Task<IResult> CallAsync(string wallet, HttpContext http, IOperatorCalls calls, IOptionsMonitor<PaywardenOptions> options, CancellationToken cancel)
    {
        if (!options.CurrentValue.Wallets.ContainsKey(wallet))
        {
            return Problems.NoWallet(wallet, options.CurrentValue.Wallets.Keys);
        }

        var body = await ReadAsync(http, AdminJson.Default.CallBody, cancel);
        if (string.IsNullOrEmpty(body?.Method) || body.Params is { ValueKind: not (JsonValueKind.Array or JsonValueKind.Object or JsonValueKind.Null) })
        {
            return Problems.Of(400, "call", "Send {\"method\": \"getinfo\", \"params\": [], \"daemon\": \"store-0\"}; params is an array or an object, daemon may be left out.");
        }

        var parameters = body.Params is { ValueKind: not JsonValueKind.Null } given ? given.GetRawText() : "[]";
        var reply = await calls.CallAsync(new(wallet, body.Method, parameters, body.Daemon ?? "", AdminGate.Operator(http)), cancel);
        return reply switch
        {
            OperatorReply.Result result => TypedResults.Ok(new CallView(result.Value, result.Daemon)),
            OperatorReply.Refused refused => Problems.Of(refused.Refusal),
            OperatorReply.Error error => TypedResults.Problem(
                detail: error.Message,
                statusCode: 502,
                title: "call-failed",
                type: "urn:paywarden:call-failed",
                extensions: new Dictionary<string, object?>
                {
                    ["code"] = error.Code,
                    ["outcome"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(error.Outcome.ToString()),
                    ["daemon"] = error.Daemon,
                }),
            _ => throw new InvalidOperationException($"unknown reply {reply}"),
        };
    }

    /// <summary>Read here and not by binding, so that nobody's body is looked at before the token.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, type, cancel);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
