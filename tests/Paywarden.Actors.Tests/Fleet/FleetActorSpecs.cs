using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.TestKit;
using Paywarden.Daemons;
using Paywarden.Kernel;
using Paywarden.Routing;

namespace Paywarden.Fleet;

public sealed class FleetActorSpecs : ActorSpecs
{
    private static readonly DaemonSpec First = Some.Spec;
    private static readonly DaemonSpec Second = Some.Spec with { Id = "store-1", Ordinal = 1 };
    private readonly TestProbe _daemons;
    private readonly TestProbe _router;

    public FleetActorSpecs()
        : base("""
            akka.persistence.journal.plugin = "fleet-journal"
            fleet-journal.class = "Paywarden.Fleet.FailingJournal, Paywarden.Actors.Tests"
            akka.actor {
              serializers.wire = "Paywarden.Kernel.WireSerializer, Paywarden.Actors"
              serialization-bindings {
                "Paywarden.Fleet.FleetEvent, Paywarden.Core" = wire
              }
            }
            """)
    {
        _daemons = CreateTestProbe("daemons");
        _router = CreateTestProbe("router");
    }

    [Fact]
    public void Every_daemon_is_ensured_at_the_start_and_every_five_seconds()
    {
        Fleet();
        Ensured(First, Second);

        Time.Advance(TimeSpan.FromSeconds(5));
        Ensured(First, Second);

        Time.Advance(TimeSpan.FromSeconds(5));
        Ensured(First, Second);
        _daemons.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Configuration_that_was_read_anew_is_ensured_at_once()
    {
        var fleet = Fleet();
        Ensured(First, Second);

        var changed = Second with { Port = 7801 };
        fleet.Tell(new FleetActor.SpecsChanged([First, changed]));

        Ensured(First, changed);
    }

    [Fact]
    public void Pause_is_answered_told_and_outlives_the_actor()
    {
        var fleet = Fleet();
        Paused();
        fleet.Tell(new FleetCommand.Pause("store", "audit", "ann"), TestActor);
        ExpectMsg<MachineReply.Done>();
        Paused(("store", "audit"));

        Stop(fleet);
        var next = Fleet();
        Paused(("store", "audit"));

        next.Tell(new FleetCommand.Resume("store", "bob"), TestActor);
        ExpectMsg<MachineReply.Done>();
        Paused();
    }

    [Fact]
    public void Refusal_changes_nothing_and_a_repeated_pause_is_answered_all_the_same()
    {
        var fleet = Fleet();
        Paused();
        fleet.Tell(new FleetCommand.Pause("store", "", "ann"), TestActor);
        Assert.Equal("no-reason", ExpectMsg<MachineReply.Refused>().Refusal.Code);

        fleet.Tell(new FleetCommand.Pause("store", "audit", "ann"), TestActor);
        fleet.Tell(new FleetCommand.Pause("store", "audit", "ann"), TestActor);
        ExpectMsg<MachineReply.Done>();
        ExpectMsg<MachineReply.Done>();
        Paused(("store", "audit"));
        _router.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Pause_that_could_not_be_stored_is_never_answered_as_done_and_the_book_opens_again_by_itself()
    {
        var fleet = Fleet();
        Paused();
        Disk(away: true);
        fleet.Tell(new FleetCommand.Pause("store", "audit", "ann"), TestActor);
        Refuses(fleet);
        _router.ExpectNoMsg(TimeSpan.Zero);

        Disk(away: false);
        Time.Advance(TimeSpan.FromSeconds(5));
        Paused();
        fleet.Tell(new FleetCommand.Pause("store", "fire", "ann"), TestActor);
        FishForMessage(m => m is MachineReply.Done);
        Paused(("store", "fire"));
    }

    [Fact]
    public void Daemons_are_ensured_without_a_journal_and_pauses_are_refused_until_it_is_back()
    {
        Disk(away: true);
        var fleet = Fleet();
        Ensured(First, Second);
        Refuses(fleet);

        Time.Advance(TimeSpan.FromSeconds(5));
        Ensured(First, Second);
        Refuses(fleet);

        Disk(away: false);
        Time.Advance(TimeSpan.FromSeconds(5));
        Ensured(First, Second);
        Paused();
    }

    private IActorRef Fleet() =>
        Sys.ActorOf(FleetActor.Props([First, Second], _daemons, FleetBookActor.Props(_router, Clock, () => 0.5)));

    private void Ensured(params DaemonSpec[] specs)
    {
        foreach (var spec in specs)
        {
            Assert.Equal(spec, _daemons.ExpectMsg<DaemonProtocol.Ensure>().Spec);
        }
    }

    private void Paused(params (string Wallet, string Why)[] pauses) =>
        Assert.Equal(pauses, _router.ExpectMsg<RouterProtocol.PausesChanged>().Paused.Select(p => (p.Key, p.Value)));

    private void Disk(bool away)
    {
        Persistence.Instance.Apply(Sys).JournalFor(null).Tell(new FailingJournal.Disk(away), TestActor);
        ExpectMsg<FailingJournal.Disk>();
    }

    /// <summary>The book closes some moments after the journal's failure: until then a command gets no answer at all, which means unknown.</summary>
    private void Refuses(IActorRef fleet) => AwaitAssert(() =>
    {
        fleet.Tell(new FleetCommand.Resume("till", "ann"), TestActor);
        Assert.Equal("journal-away", ExpectMsg<MachineReply.Refused>(TimeSpan.FromMilliseconds(200)).Refusal.Code);
    });

    private void Stop(IActorRef fleet)
    {
        Watch(fleet);
        Sys.Stop(fleet);
        ExpectTerminated(fleet);
    }
}
