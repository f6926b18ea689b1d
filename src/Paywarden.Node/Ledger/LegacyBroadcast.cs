using System.Collections.Immutable;
using System.Text.Json;
using Paywarden.JsonRpc;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using Paywarden.Routing;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>A call of broadcast: stored in the ledger first, which from then on sends it until it is seen. Here is only what the caller is told, and a first sending that
/// answers sooner than the ledger's own.</summary>
internal sealed class LegacyBroadcast(LedgerGate gate, PayingWallets wallets, TimeProvider clock)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(300);

    public async Task<CallOutcome> RunAsync(PayingWallet wallet, Dictionary<string, JsonElement> arguments, Deadline deadline, CallTicket ticket)
    {
        if (Given(arguments) is not { } text || !Bytes.TryHex(text, Transaction.MaxBytes, out var raw) || !Transaction.TryRead(raw.Span, out var transaction, out _))
        {
            return CallOutcome.No(RpcFault.NotDone(RpcCode.InvalidParams, "the parameter \"tx\" is not a signed transaction in hex"));
        }

        var txid = transaction.Id();
        var told = await gate.AskAsync<PaymentTold>(new Send(wallet.Name, raw, ticket.Id, wallets.PoolOf(wallet.Name).PausedWhy), deadline).ConfigureAwait(false);
        return told switch
        {
            null => Open(txid, "the ledger had not answered in time"),
            { No: { Code: "overtaken" } } => LegacyReplies.NotSent(wallet.Dialect, LegacyReplies.ConflictWords(wallet.Dialect)),
            { No: { } no } => CallOutcome.No(LedgerGate.FaultOf(no)),
            { Payment: null } => await ForeignAsync(wallet, raw, txid, told.IsReplayed, deadline).ConfigureAwait(false),
            _ => await OursAsync(wallet, told, txid, deadline).ConfigureAwait(false),
        };
    }

    /// <summary>Of ours any server's yes will do, or that it was seen; a no of one server says nothing, since it goes on.</summary>
    private async Task<CallOutcome> OursAsync(PayingWallet wallet, PaymentTold told, Txid txid, Deadline deadline)
    {
        if (told.Payment!.Rejected is { } proof)
        {
            return CallOutcome.No(RpcFault.NotDone(RpcCode.Rejected, proof.Why) with { Payment = told.Payment.Id.Value });
        }

        // Whoever asked before was told that it is sent: a daemon tells the second that it was there.
        CallOutcome Yes(bool isInBlock) => told.IsReplayed ? LegacyReplies.NotSent(wallet.Dialect, LegacyReplies.KnownWords(wallet.Dialect, isInBlock)) : LegacyReplies.Sent(wallet.Dialect, txid);

        if (told.IsReplayed && told.Payment.Stage >= PaymentStage.Seen)
        {
            return Yes(told.Payment.Stage >= PaymentStage.Confirmed);
        }

        var sending = SendAsync(wallet, told.Raw!.Value, []);
        while (true)
        {
            await Task.WhenAny(sending, Task.Delay(deadline.Left < LookEvery ? deadline.Left : LookEvery, clock)).ConfigureAwait(false);
            if (sending.IsCompleted && (await sending.ConfigureAwait(false)).Reply is { Verdict: BroadcastVerdict.Taken or BroadcastVerdict.Known } reply)
            {
                // Known may be the ledger's own sending, of a moment before.
                return reply.Verdict == BroadcastVerdict.Taken ? LegacyReplies.Sent(wallet.Dialect, txid) : Yes(isInBlock: false);
            }

            if (deadline.HasPassed)
            {
                var words = sending.IsCompleted ? (await sending.ConfigureAwait(false)).Why : "no server had answered in time";
                return Open(txid, words, told.Payment.Id);
            }

            var now = await gate.AskAsync<PaymentTold>(new Find(wallet.Name, told.Payment.Id), deadline).ConfigureAwait(false);
            if (now?.Payment is { } payment && payment.Stage is PaymentStage.Seen or PaymentStage.Confirmed or PaymentStage.Final)
            {
                return Yes(payment.Stage >= PaymentStage.Confirmed);
            }

            await Task.Delay(deadline.Left < LookEvery ? deadline.Left : LookEvery, clock).ConfigureAwait(false);
        }
    }

    /// <summary>Of others' the daemon's words are passed on where they are the end: taken, there before, or refused alike by two servers.</summary>
    private async Task<CallOutcome> ForeignAsync(PayingWallet wallet, Bytes raw, Txid txid, bool isReplayed, Deadline deadline)
    {
        var first = SendAsync(wallet, raw, []);
        if (!await InTimeAsync(first, deadline).ConfigureAwait(false))
        {
            return Open(txid, "no server had answered in time");
        }

        var (reply, twin, why) = await first.ConfigureAwait(false);
        switch (reply?.Verdict)
        {
            case BroadcastVerdict.Taken:
                return LegacyReplies.Sent(wallet.Dialect, txid);
            case BroadcastVerdict.Known:
                await EndAsync(wallet, txid, "a server had it before", deadline).ConfigureAwait(false);
                return LegacyReplies.NotSent(wallet.Dialect, reply.Text);
        }

        var second = SendAsync(wallet, raw, twin is null ? [] : [twin.Server]);
        if (!await InTimeAsync(second, deadline).ConfigureAwait(false))
        {
            return Open(txid, why);
        }

        var (other, _, otherWhy) = await second.ConfigureAwait(false);
        switch (other?.Verdict)
        {
            case BroadcastVerdict.Taken or BroadcastVerdict.Known:
                return LegacyReplies.Sent(wallet.Dialect, txid);
            case { } verdict when verdict == reply?.Verdict && verdict.IsRefusal() && !isReplayed:
                await EndAsync(wallet, txid, $"two servers refuse it: {other.Text}", deadline).ConfigureAwait(false);
                return LegacyReplies.NotSent(wallet.Dialect, other.Text);
            default:
                return Open(txid, $"{why}; {otherWhy}");
        }
    }

    private Task<Stored?> EndAsync(PayingWallet wallet, Txid txid, string why, Deadline deadline) =>
        gate.AskAsync<Stored>(new Act(wallet.Name, new LedgerCommand.HasEndedForeign(txid, why)), deadline);

    /// <param name="without">Servers that were asked before.</param>
    private async Task<(BroadcastReply? Reply, ITwin? Twin, string Why)> SendAsync(PayingWallet wallet, Bytes raw, ImmutableArray<string> without)
    {
        if (wallets.PoolOf(wallet.Name).Twins.Where(t => !without.Contains(t.Server)).OrderByDescending(t => t.Id, StringComparer.Ordinal).FirstOrDefault() is not { } twin)
        {
            return (null, null, "no other daemon runs");
        }

        var said = await twin.BroadcastAsync(raw).ConfigureAwait(false);
        return (said.Value, twin, $"{twin.Id}: {said.Value?.Text ?? said.Fault}");
    }

    private async Task<bool> InTimeAsync(Task task, Deadline deadline) => await Task.WhenAny(task, Task.Delay(deadline.Left, clock)).ConfigureAwait(false) == task;

    /// <summary>Hex, or what payto answered as it is (Electron Cash takes both).</summary>
    private static string? Given(Dictionary<string, JsonElement> arguments) =>
        !arguments.TryGetValue("tx", out var tx) ? null
        : tx.ValueKind == JsonValueKind.String ? tx.GetString()!.Trim()
        : tx.ValueKind == JsonValueKind.Object && tx.TryGetProperty("hex", out var hex) && hex.ValueKind == JsonValueKind.String ? hex.GetString()!.Trim()
        : null;

    private static CallOutcome Open(Txid txid, string why, PaymentId? payment = null) =>
        CallOutcome.No(new RpcFault(RpcCode.OutcomeOpen, Outcome.Unknown, $"{txid} is sent again until it is seen ({why})") { Payment = payment?.Value, Txid = txid.ToString() });
}
