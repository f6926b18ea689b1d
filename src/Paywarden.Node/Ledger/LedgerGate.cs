using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Options;
using Paywarden.JsonRpc;
using Paywarden.Kernel;
using Paywarden.Routing;
using Paywarden.Settings;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>The one place where HTTP threads ask a ledger, and what its refusals are in the payment RPC.</summary>
internal sealed class LedgerGate(IRequiredActor<LedgerEntity> ledgers, IOptionsMonitor<PaywardenOptions> options)
{
    /// <summary>None at all is to Akka a question without end.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    public Caps CapsOf(string user)
    {
        return options.CurrentValue.Rpc.Users.TryGetValue(user, out var found) ? new Caps(Cap(found.CapPerPayment), Cap(found.CapPerHour)) : Caps.None;

        // The configuration was checked, also at a reload.
        static Codec.Amount? Cap(string text) => Codec.Amount.TryRead(text, out var cap, out _) ? cap : null;
    }

    /// <summary>Null: no answer came in time.</summary>
    public async Task<T?> AskAsync<T>(IForLedger asked, Deadline deadline)
        where T : class
    {
        try
        {
            return await ledgers.ActorRef.Ask<T>(asked, deadline.Left > Least ? deadline.Left : Least).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    public static RpcFault FaultOf(Refusal no) => RpcFault.NotDone(
        no.Code switch
        {
            "suspended" or "held" or "look-again" => RpcCode.MoneySuspended,
            "paused" => RpcCode.WalletPaused,
            "key-conflict" => RpcCode.KeyConflict,
            "duplicate" => RpcCode.PossibleDuplicate,
            "over-cap" or "too-many-open" => RpcCode.OverCap,
            "overtaken" => RpcCode.PossibleDuplicate,
            "too-late" => RpcCode.InvalidParams,
            _ => RpcCode.InvalidParams,
        },
        no.Why);
}
