using Microsoft.AspNetCore.Http.HttpResults;
using Paywarden.Kernel;
using Paywarden.Routing;

namespace Paywarden.Admin;

/// <summary>Errors as RFC 9457 problem documents, each with a sentence that says what to do.</summary>
internal static class Problems
{
    public static ProblemHttpResult Of(int status, string code, string why) =>
        TypedResults.Problem(detail: why, statusCode: status, title: code, type: $"urn:paywarden:{code}");

    /// <summary>A refusal of the actors: what is unknown is not found, everything else conflicts with how things are.</summary>
    public static ProblemHttpResult Of(Refusal no) =>
        Of(no.Code.StartsWith("unknown-", StringComparison.Ordinal) ? 404 : 409, no.Code, no.Why);

    /// <summary>A ledger's: one that cannot be asked now is no conflict.</summary>
    public static ProblemHttpResult OfLedger(Refusal no) => no.Code is "suspended" or "no-answer" ? Of(503, no.Code, no.Why) : Of(no);

    public static ProblemHttpResult NoDaemon(string id, Roster roster) =>
        Of(404, "unknown-daemon", $"There is no daemon {id}. There are: {string.Join(", ", roster.Daemons.Select(d => d.Id))}.");

    public static ProblemHttpResult NoWallet(string wallet, IEnumerable<string> wallets) =>
        Of(404, "unknown-wallet", $"There is no wallet {wallet}. There are: {string.Join(", ", wallets.Order(StringComparer.Ordinal))}.");
}
