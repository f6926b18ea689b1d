using Akka.Actor;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>Answers those who ask a ledger for an address. Keeps nothing: what is being given away is in the ledger, the rest in the book of addresses. A reply comes
/// when its address stands in that book.</summary>
internal sealed class AddressDesk(string wallet, string ledger, ILedgerAddresses addresses, TimeProvider clock)
{
    /// <param name="At">Before the book was asked: what was filed since is in the ledger's memory.</param>
    internal sealed record LookedUp(Allocate Asked, IActorRef Asker, DateTimeOffset At, Told<IssuedAddress?> Found) : INoSerializationVerificationNeeded;

    public void Take(Allocate asked, IActorRef asker, IActorRef self, LedgerDesk.Ask ask, LedgerLoop loop)
    {
        if (asked.MayBeKnown && !loop.State.IndexFor.ContainsKey(asked.For))
        {
            LookUp(asked, asker, self);
        }
        else
        {
            Reserve(asked, asker, self, clock.GetUtcNow(), ask, loop);
        }
    }

    public void Decide(LookedUp looked, IActorRef self, LedgerDesk.Ask ask, LedgerLoop loop)
    {
        switch (looked.Found)
        {
            case { IsTold: false, Fault: var fault }:
                Deny(looked.Asker, new Refusal("suspended", $"the book of {wallet}'s addresses cannot be read now: {fault}"));
                break;
            case { Value: { } known }:
                looked.Asker.Tell(new AddressTold(known.Index, known.Address, IsReplayed: true, null));
                break;
            default:
                Reserve(looked.Asked, looked.Asker, self, looked.At, ask, loop);
                break;
        }
    }

    public static void Deny(IActorRef asker, Refusal no) => asker.Tell(new AddressTold(0, "", IsReplayed: false, no));

    private void LookUp(Allocate asked, IActorRef asker, IActorRef self)
    {
        var at = clock.GetUtcNow();
        addresses.FindAsync(ledger, asked.For).PipeTo(
            self,
            success: found => new LookedUp(asked, asker, at, found),
            failure: bug => new LookedUp(asked, asker, at, Told.Not<IssuedAddress?>(bug.Message)));
    }

    private void Reserve(Allocate asked, IActorRef asker, IActorRef self, DateTimeOffset notFiledAt, LedgerDesk.Ask ask, LedgerLoop loop)
    {
        var isReplayed = loop.State.IndexFor.ContainsKey(asked.For);
        ask(new LedgerCommand.Reserve(asked.For, notFiledAt, asked.Terms), no =>
        {
            if (no?.Code == "look-again")
            {
                LookUp(asked, asker, self);
            }
            else if (no is not null)
            {
                Deny(asker, no);
            }
            else
            {
                var index = loop.State.IndexFor[asked.For];
                loop.WatchAddress(index, hopeless => asker.Tell(new AddressTold(
                    index,
                    hopeless is null ? loop.State.Account!.Address(KeyBranch.Receiving, index) : "",
                    isReplayed,
                    hopeless is null ? null : new Refusal("other-wallet", hopeless))));
            }
        });
    }
}
