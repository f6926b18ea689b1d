using Microsoft.Extensions.Options;
using Paywarden.Daemons;
using Paywarden.Settings;

namespace Paywarden.Admin;

internal static class DoctorEndpoint
{
    public static void MapDoctor(this IEndpointRouteBuilder api) =>
        api.MapGet("/doctor", ExamineAsync).WithTags("nodes").Produces<ListView<DoctorCheck>>().ProducesProblem(404);

    private static async Task<IResult> ExamineAsync(DoctorRounds rounds, IOptionsMonitor<PaywardenOptions> options, CancellationToken cancel, string? wallet = null) =>
        wallet is null || options.CurrentValue.Wallets.ContainsKey(wallet)
            ? TypedResults.Ok(new ListView<DoctorCheck>(await rounds.ExamineAsync(wallet, cancel), null))
            : Problems.NoWallet(wallet, options.CurrentValue.Wallets.Keys);
}
