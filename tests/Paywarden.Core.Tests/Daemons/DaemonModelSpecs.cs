using CsCheck;
using Paywarden.Kernel;
using Command = Paywarden.Daemons.DaemonCommand;
using Effect = Paywarden.Daemons.DaemonEffect;
using Event = Paywarden.Daemons.DaemonEvent;
using Phase = Paywarden.Daemons.DaemonPhase;

namespace Paywarden.Daemons;

/// <summary>Random lives from the very beginning: all commands in any order, at random times, with random chance; half of the steps are what the world
/// would do next, so that lives get far. After every step a model of few words is asked whether it may be so.</summary>
public sealed class DaemonModelSpecs
{
    private static readonly DaemonSpec[] Specs =
    [
        Some.Spec,
        Some.Spec with { Probe = Some.Probes with { UnhealthyAfter = 1 }, Restart = Some.Restarts with { CrashLoop = 2, First = TimeSpan.FromMilliseconds(5) } },
        Some.Spec with { External = Some.Elsewhere },
    ];

    private static readonly DaemonRecord[] Records =
    [
        DaemonRecord.Clean,
        new("wrong wallet password", null, [.. Some.Ends(TimeSpan.FromMinutes(1))], 3, null),
        new(null, "ann", [], 1, Some.Noon.AddHours(-1)),
        new("wrong wallet password", "ann", [], 2, null),
        new(null, null, [.. Some.Ends(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1))], 2, Some.Noon.AddMinutes(-30)),
    ];

    private static readonly Gen<Step> AnyStep =
        from likely in Gen.Bool
        from pick in Gen.Int[0, 1_000_000]
        from later in Gen.Frequency((3, Gen.Const(0)), (5, Gen.Int[0, 3_000]), (2, Gen.Int[0, 900_000]))
        from roll in Gen.Double[0, 0.999999]
        select new Step(likely, pick, TimeSpan.FromMilliseconds(later), roll);

    [Fact]
    public void EveryLife_keeps_the_promises_of_the_machine() =>
        AnyStep.Array[1, 250].Sample(
            steps =>
            {
                var model = new Model();
                foreach (var step in steps)
                {
                    model.Take(step);
                }

                Assert.Equal(model.Life, model.Past.Aggregate(DaemonLife.Unknown, DaemonMachine.Apply));
            },
            iter: 3_000,
            print: steps => string.Join(Environment.NewLine, Model.Replay(steps)));

    [Fact]
    public void Any_event_fits_any_state() =>
        Gen.Select(AnyStep.Array[1, 60], Gen.Int[0, 1_000_000].Array[1, 60]).Sample((steps, picks) =>
        {
            // Events of one life, dealt out of order to another.
            var model = new Model();
            foreach (var step in steps)
            {
                model.Take(step);
            }

            var life = DaemonLife.Unknown;
            foreach (var pick in model.Past.Count == 0 ? [] : picks)
            {
                life = DaemonMachine.Apply(life, model.Past[pick % model.Past.Count]);
                Assert.NotEmpty(life.Why);
                Assert.Equal(DaemonMachine.Owes(life), DaemonMachine.Owes(life));
            }
        });

    private sealed record Step(bool Likely, int Pick, TimeSpan Later, double Roll);

    private sealed class Model
    {
        private DateTimeOffset _now = Some.Noon;
        private int _pids;
        private bool _alive;
        private int? _launching;
        private bool _stopped;

        public DaemonLife Life { get; private set; } = DaemonLife.Unknown;

        public List<Event> Past { get; } = [];

        public static IEnumerable<string> Replay(Step[] steps)
        {
            var model = new Model();
            foreach (var step in steps)
            {
                var command = model.Next(step);
                yield return $"{model.Life.Phase} + {command}";
                try
                {
                    model.Take(step);
                }
                catch (Xunit.Sdk.XunitException)
                {
                    yield break;
                }
            }
        }

        public void Take(Step step)
        {
            _now += step.Later;
            var command = Next(step);
            var before = Life;
            var owed = DaemonMachine.Owes(before);
            var decision = DaemonMachine.Decide(before, command, _now, step.Roll);
            if (decision is Decision<Event>.Reject no)
            {
                Assert.True(no.Refusal.Code.Length > 0 && no.Refusal.Why.Contains("store-0", StringComparison.Ordinal));
                return;
            }

            foreach (var e in ((Decision<Event>.Accept)decision).Events)
            {
                Happens(command, e);
            }

            Wished(command);
            Assert.True(before.Since <= Life.Since, "the time of a state never goes back");
            Assert.True(command is Command.Ensure || before.Restarts <= Life.Restarts, "restarts only grow");
            Assert.True(before.Phase is not Phase.Parked || Life.Phase is Phase.Parked || command is Command.Unpark or Command.Recreate or Command.Stop or Command.Leave, "parked leaves only by a person");
            Performs(owed);
            Wakes(step);
        }

        private void Happens(Command command, Event e)
        {
            Assert.Equal(_now, e.At);
            Assert.NotEqual("", DaemonStory.Tell(Life, e)?.Why);
            switch (e)
            {
                case Event.LaunchBegan:
                    Assert.False(_alive, "launched beside a living process");
                    Assert.False(_stopped && command is not (Command.Start or Command.Restart or Command.Unpark or Command.Recreate), "a stopped daemon is launched only for an operator");
                    break;
                case Event.Launched or Event.Adopted:
                    Assert.False(_alive);
                    (_alive, _launching) = (true, null);
                    break;
                case Event.LaunchFailed or Event.LaunchPutOff:
                    _launching = null;
                    break;
                case Event.Ended:
                    Assert.True(_alive, "only what lived can end");
                    _alive = false;
                    break;
            }

            Life = DaemonMachine.Apply(Life, e);
            Past.Add(e);
            Assert.NotEmpty(Life.Why);
            Assert.True(Enum.IsDefined(DaemonStory.State(Life)));
        }

        private void Wished(Command command)
        {
            _stopped = command switch
            {
                Command.Ensure when Past.Count > 0 && Past[^1] is Event.Remembered => Life.StoppedBy is not null,
                Command.Stop => Life.Spec is not null && Life.Phase is not Phase.Left,
                Command.Start or Command.Restart or Command.Unpark or Command.Recreate => false,
                _ => _stopped,
            };
            var ours = DaemonMachine.Owes(Life) is Effect.Awaken { Process.Identity: not null } or Effect.Watch { Process.Identity: not null };
            Assert.False(_stopped && ours, "a stopped daemon is not looked after but ended");
        }

        private void Performs(DaemonEffect? before)
        {
            var owed = DaemonMachine.Owes(Life);
            Assert.Equal(owed, DaemonMachine.Owes(Life));
            if (owed == before)
            {
                return;
            }

            switch (owed)
            {
                case Effect.Launch launch:
                    Assert.Null(_launching);
                    Assert.False(_alive, "two launches without an end between");
                    _launching = launch.Attempt;
                    break;
                case Effect.End end:
                    Assert.NotNull(end.Process.Identity);
                    break;
                case Effect.SetAside:
                    Assert.False(_alive, "the folder of a living process is never moved");
                    break;
            }
        }

        /// <summary>The actor sets a timer for this: a tick at its time that changes nothing would make it spin.</summary>
        private void Wakes(Step step)
        {
            if (DaemonMachine.Wake(Life) is not { } due)
            {
                return;
            }

            var at = due > _now ? due : _now;
            var after = DaemonMachine.Decide(Life, new Command.Tick(), at, step.Roll) is Decision<Event>.Accept { Events: var events }
                ? events.Aggregate(Life, DaemonMachine.Apply)
                : Life;
            Assert.True(DaemonMachine.Wake(after) is not { } next || next > at, "a tick at its time gets somewhere");
        }

        private Command Next(Step step) => step.Likely && Likely(step.Pick) is { } likely ? likely : Any(step.Pick);

        /// <summary>What the world would report of what is owed.</summary>
        private Command? Likely(int pick) => (DaemonMachine.Owes(Life), pick % 5) switch
        {
            (Effect.Adopt, 0) => new Command.FoundRunning(Process()),
            (Effect.Adopt, _) => new Command.FoundNothing(),
            (Effect.Launch, 0) => new Command.CouldNotLaunch("port taken", Hopeless: pick % 2 == 0),
            (Effect.Launch, 1) when pick % 3 == 0 => new Command.CannotLaunchYet("waits for store-s0"),
            (Effect.Launch, _) => new Command.HasLaunched(Process()),
            (Effect.AwaitKey, not 0) => new Command.MayLaunch(),
            (Effect.Awaken, 0) => Ended(pick),
            (Effect.Awaken, 1) => new Command.NotReadyYet("loading"),
            (Effect.Awaken, _) => new Command.AnsweredProbe(Some.Well),
            (Effect.Watch, 0 or 1) => Ended(pick),
            (Effect.Watch, 2) => new Command.MissedProbe("no answer", 1 + (pick % 3)),
            (Effect.Watch, _) => new Command.AnsweredProbe(pick % 2 == 0 ? Some.Well : Some.Limping("no server")),
            (Effect.End, 0 or 1) => new Command.Tick(),
            (Effect.End, _) => Ended(pick),
            (Effect.SetAside, _) => new Command.HasSetAside("aside"),
            (null, 0) => new Command.Unpark("ann"),
            (null, 1) => new Command.Start("ann"),
            (null, _) when Life.Spec is null => new Command.Ensure(Specs[pick % Specs.Length], Records[pick % Records.Length]),
            _ => new Command.Tick(),
        };

        private Command Any(int pick) => (pick % 24) switch
        {
            0 => new Command.Ensure(Specs[pick % Specs.Length], Records[pick % Records.Length]),
            1 => new Command.Start("ann"),
            2 => new Command.Stop("bob"),
            3 => new Command.Restart("ann"),
            4 => new Command.Unpark("ann"),
            5 => new Command.Recreate("ann"),
            // Rarely, or most lives would be short.
            6 => pick % 8 == 0 ? new Command.Leave(Keep: pick % 16 == 0) : new Command.Tick(),
            7 => new Command.FoundNothing(),
            8 => new Command.FoundRunning(Process()),
            9 => new Command.HasLaunched(Process()),
            10 => new Command.CouldNotLaunch("no such file", Hopeless: pick % 4 == 0),
            11 or 12 => _alive ? Ended(pick) : new Command.Tick(),
            13 => new Command.NotReadyYet(pick % 2 == 0 ? "loading" : "warming up"),
            14 => new Command.CannotBecomeReady("wrong wallet password"),
            15 => new Command.AnsweredProbe(Some.Well),
            16 => new Command.AnsweredProbe(Some.Limping("no server")),
            17 => new Command.MissedProbe("no answer", 1 + (pick % 4)),
            18 => new Command.IsFrozen(pick % 2 == 0 ? 'T' : 'Z'),
            19 => new Command.HasSetAside(null),
            20 => new Command.CannotLaunchYet("waits for store-s0"),
            21 => new Command.MayLaunch(),
            _ => new Command.Tick(),
        };

        private RunningProcess Process() => Life.Spec?.External is null ? Some.Process(++_pids) : Some.Foreign;

        private static Command.HasEnded Ended(int pick) => (pick % 4) switch
        {
            0 => new(Some.Exit(0), "ended with exit code 0", null),
            1 => new(Some.Killed(), "was killed", null),
            2 => new(Some.Exit(1, "corrupt"), "ended with exit code 1", "its wallet cannot be read"),
            _ => new(new DaemonExit(null, null, []), "ended, nobody saw how", null),
        };
    }
}
