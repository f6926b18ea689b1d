using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace Paywarden.Kernel;

/// <summary>One actor under virtual time: nothing is due before a test says so.</summary>
public abstract class ActorSpecs(string config = "")
    : TestKit(config + """

        akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
        akka.loglevel = WARNING
        akka.log-dead-letters = off
        # Time of the test itself, which is real: generous, for a busy machine.
        akka.test.single-expect-default = 20s
        akka.test.default-timeout = 20s
        akka.actor.ask-timeout = 20s
        """)
{
    private SchedulerClock? _clock;

    protected TimeProvider Clock => _clock ??= new SchedulerClock(Time);

    protected TestScheduler Time => (TestScheduler)Sys.Scheduler;
}
