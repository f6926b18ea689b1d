using Akka.Actor;
using Akka.Hosting;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>The ledgers of all wallets that pay, as the admin port asks them.</summary>
public interface ILedgers
{
    /// <summary>Wallets with a ledger, each with its chain.</summary>
    IReadOnlyDictionary<string, Chain> Wallets { get; }

    Task<PaymentTold> FindAsync(string wallet, PaymentId id);

    Task<PaymentsTold> ListAsync(string wallet, ListRequest request);

    /// <returns>Null: it is on disk.</returns>
    Task<Refusal?> ActAsync(string wallet, LedgerCommand command);

    /// <summary>Takes as long as the daemons need to tell their histories.</summary>
    Task<ReconcileTold> ReconcileAsync(string wallet, string by);
}

/// <summary>Asks the actors. One that does not answer is a refusal like any other, with what is known of what it did.</summary>
internal sealed class Ledgers(IRequiredActor<LedgerEntity> ledgers, PayingWallets wallets) : ILedgers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ForHistories = TimeSpan.FromMinutes(15);

    public IReadOnlyDictionary<string, Chain> Wallets { get; } = wallets.Names.ToDictionary(name => name, name => wallets.Find(name)!.Chain, StringComparer.Ordinal);

    public Task<PaymentTold> FindAsync(string wallet, PaymentId id) => AskAsync<PaymentTold>(new Find(wallet, id), Patience);

    public Task<PaymentsTold> ListAsync(string wallet, ListRequest request) => AskAsync<PaymentsTold>(new List(wallet, request.Filter, request.After, request.Limit), Patience);

    public async Task<Refusal?> ActAsync(string wallet, LedgerCommand command) => (await AskAsync<Stored>(new Act(wallet, command), Patience).ConfigureAwait(false)).No;

    public Task<ReconcileTold> ReconcileAsync(string wallet, string by) => AskAsync<ReconcileTold>(new LedgerProtocol.Reconcile(wallet, by), ForHistories);

    private async Task<T> AskAsync<T>(IForLedger asked, TimeSpan within)
    {
        try
        {
            return await ledgers.ActorRef.Ask<T>(asked, within).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return (T)Denial(asked, new Refusal("no-answer", $"the ledger of {asked.Wallet} had not answered in time; what was asked may still be done, so look before you ask again"));
        }
    }
}
