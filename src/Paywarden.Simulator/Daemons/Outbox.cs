using Paywarden.Chains;
using Paywarden.Faults;
using Paywarden.JsonRpc;
using Paywarden.Payments;

namespace Paywarden.Daemons;

/// <summary>What is given to the server to send, and the ways in which its answer can be wrong.</summary>
internal sealed class Outbox(NetworkView network, FaultBoard faults)
{
    private const int SilenceLasts = 30_000;
    private const int SentLater = 2_000;
    private const int LostReplyLasts = 10_300;

    private readonly List<(Transaction Transaction, long Due)> _kept = [];

    /// <returns>Null: accepted, says the server. Else what the original says, which is no proof that it will not go out.</returns>
    public string? Send(Transaction? transaction)
    {
        if (transaction is not { Complete: true })
        {
            return BroadcastTexts.Unclear;
        }

        try
        {
            network.Ask();
        }
        catch (RpcFault)
        {
            // The original keeps it and sends it by itself when the server is back.
            _kept.Add((transaction, 0));
            return BroadcastTexts.NoAnswer;
        }

        SendKept();
        return Lie(transaction) is (true, var said) ? said : Submit(transaction);
    }

    /// <summary>What was not sent when it should have been, and can be now.</summary>
    public void SendKept()
    {
        if (network.Away)
        {
            return;
        }

        foreach (var kept in _kept.FindAll(k => Environment.TickCount64 >= k.Due))
        {
            Submit(kept.Transaction);
            _kept.Remove(kept);
        }
    }

    private (bool IsLie, string? Said) Lie(Transaction transaction)
    {
        if (faults.Striking(FaultKinds.Swallow) is not null)
        {
            return (true, null);
        }

        if (faults.Striking(FaultKinds.Refuse) is { } refuse)
        {
            return (true, refuse["line"] ?? BroadcastTexts.Congested);
        }

        if (faults.Striking(FaultKinds.Lie) is { } lie)
        {
            Submit(transaction);
            return (true, lie["line"] ?? BroadcastTexts.Congested);
        }

        if (faults.Striking(FaultKinds.OtherId) is not null)
        {
            Submit(transaction);
            return (true, BroadcastTexts.OtherId);
        }

        if (faults.Striking(FaultKinds.Silent) is { } silent)
        {
            Thread.Sleep(silent.Amount(SilenceLasts));
            _kept.Add((transaction, Environment.TickCount64 + (silent.Number("later") ?? SentLater)));
            return (true, BroadcastTexts.NoAnswer);
        }

        if (faults.Striking(FaultKinds.LostReply) is { } lost)
        {
            // The original connects again and sends again.
            var first = Submit(transaction);
            Thread.Sleep(lost.Amount(LostReplyLasts));
            return (true, first ?? Submit(transaction));
        }

        return (false, null);
    }

    private string? Submit(Transaction transaction)
    {
        string? said = BroadcastTexts.Unclear;
        network.Try(chain => said = chain.Submit(transaction, network.Top));
        return said;
    }
}
