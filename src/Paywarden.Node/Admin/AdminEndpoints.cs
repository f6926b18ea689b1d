using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paywarden.Daemons;
using Paywarden.Routing;
using Paywarden.Settings;

namespace Paywarden.Admin;

/// <summary>The admin port as a whole: REST under /api/v1 with the token, its description, and the plain page.</summary>
public static class AdminEndpoints
{
    /// <summary>"0.1.0", or "0.1.0+3c5f4be" where the build knows its commit.</summary>
    public static string Version { get; } = Short(
        typeof(AdminEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0");

    private static string Short(string version) => version.IndexOf('+', StringComparison.Ordinal) is var plus and > 0 ? version[..Math.Min(version.Length, plus + 8)] : version;

    /// <summary>Needs besides: <see cref="RosterSource"/>, RouterViewSource, IDaemonRpc, IDaemonStore, <see cref="IOperations"/>, IEventLog, <see cref="IOperatorCalls"/>, ILedgers, IHeldWallets, <see cref="IReload"/>,
    /// the bound <see cref="PaywardenOptions"/> and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddAdmin(this IServiceCollection services, AdminToken token)
    {
        services.AddSingleton(token);
        services.TryAddSingleton<Readiness>();
        services.TryAddSingleton<DoctorRounds>();
        services.TryAddSingleton<LedgerActs>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddProblemDetails(o => o.CustomizeProblemDetails = problem => problem.ProblemDetails.Extensions.Remove("traceId"));
        services.AddOpenApi("v1", o => o.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Paywarden admin";
            document.Info.Description = "To see and steer a node. Authorization: Bearer <content of admin.token>.";
            return Task.CompletedTask;
        }));
        return services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower;
            foreach (var converter in AdminJson.Default.Options.Converters)
            {
                o.SerializerOptions.Converters.Add(converter);
            }

            o.SerializerOptions.TypeInfoResolverChain.Insert(0, AdminJson.Default);
        });
    }

    public static IEndpointRouteBuilder MapAdmin(this IEndpointRouteBuilder app)
    {
        app.MapGet("/", StatusPage.ShowAsync).ExcludeFromDescription();
        app.MapOpenApi("/openapi/{documentName}.json");
        var api = app.MapGroup("/api/v1");
        api.AddEndpointFilter<RouteGroupBuilder, AdminGate>().ProducesProblem(401);
        api.MapGet("/nodes", Nodes).WithTags("nodes");
        api.MapDaemons();
        api.MapWallets();
        api.MapPayments();
        api.MapWebhooks();
        api.MapEvents();
        api.MapDoctor();
        api.MapPost("/reload", ReloadAsync).WithTags("nodes").Produces<ReloadReport>().ProducesProblem(422);
        return app;
    }

    private static ListView<NodeView> Nodes(Readiness node, RosterSource roster, IOptionsMonitor<PaywardenOptions> options)
    {
        var name = options.CurrentValue.Node.Name;
        var here = roster.Current.Daemons.Where(d => d.Node == name).ToArray();
        return new([new(name, Version, node.Ready, node.Why, here.Count(d => d.Role != DaemonRole.Signer), here.Count(WalletHealth.Serves))], null);
    }

    private static async Task<IResult> ReloadAsync(HttpContext http, IReload reload, CancellationToken cancel)
    {
        var report = await reload.ReloadAsync(AdminGate.Operator(http), cancel);
        return report.Faults.IsDefaultOrEmpty
            ? TypedResults.Ok(report)
            : Problems.Of(422, "configuration", $"Nothing was taken over; correct these and reload again:\n{string.Join('\n', report.Faults)}");
    }
}
