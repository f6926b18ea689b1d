using Akka.Actor;
using Paywarden.Ledger;

namespace Paywarden.Webhooks;

/// <summary>Tells the receivers of a wallet what its ledger has stored. A child of the ledger's owner, so that it is where the ledger is; one that outlives
/// its ledger for a moment can only tell twice what was to be told once. A pump fills the outbox, a courier for each receiver empties it.</summary>
public sealed class WebhookActor : ReceiveActor
{
    public WebhookActor(WebhookWorld world, LedgerCommand.Bind account, string ledger)
    {
        var targets = world.Targets(account.Wallet);
        if (targets.IsEmpty)
        {
            // So that the journal need not keep anything for receivers that are gone.
            _ = world.Outbox.ForgetAsync(ledger);
            ReceiveAny(_ => { });
            return;
        }

        var pump = Context.ActorOf(Akka.Actor.Props.Create(() => new WebhookPump(world, account, ledger, targets)), "_pump");
        var couriers = targets.Select(target => Context.ActorOf(Akka.Actor.Props.Create(() => new WebhookCourier(world, account.Wallet, ledger, target)), target.Name)).ToList();

        Receive<LedgerFollowing.Follow>(m => Context.Parent.Tell(m));
        Receive<LedgerFollowing.StoredUpTo>(m => pump.Tell(m));
        Receive<WebhookPump.Filled>(m => couriers.ForEach(courier => courier.Tell(m)));
    }

    public static Props Props(WebhookWorld world, LedgerCommand.Bind account, string ledger) => Akka.Actor.Props.Create(() => new WebhookActor(world, account, ledger));
}
