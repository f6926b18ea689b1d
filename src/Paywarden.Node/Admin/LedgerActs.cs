using Microsoft.Extensions.Options;
using Paywarden.Kernel;
using Paywarden.Ledger;
using Paywarden.Settings;

namespace Paywarden.Admin;

/// <summary>A person's act on money, written down with who did it.</summary>
internal sealed class LedgerActs(ILedgers ledgers, IEventLog events, IOptionsMonitor<PaywardenOptions> options, TimeProvider clock)
{
    /// <param name="kind">Of the event; null: the ledger tells it itself, with who did it.</param>
    public async Task<IResult> DoAsync(string wallet, LedgerCommand command, string? kind, string done, string by)
    {
        if (await ledgers.ActAsync(wallet, command) is { } no)
        {
            return Problems.OfLedger(no);
        }

        if (kind is not null)
        {
            events.Append(new EventEntry(0, clock.GetUtcNow(), kind, options.CurrentValue.Node.Name, wallet, "", done, by));
        }

        return TypedResults.Ok(new ActView(done));
    }
}
