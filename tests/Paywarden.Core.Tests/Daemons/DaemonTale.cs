using System.Collections.Immutable;
using Paywarden.Kernel;
using Command = Paywarden.Daemons.DaemonCommand;
using Event = Paywarden.Daemons.DaemonEvent;

namespace Paywarden.Daemons;

/// <summary>One daemon's life as a test tells it: commands in, time passing in between.</summary>
internal sealed class DaemonTale
{
    private readonly DaemonSpec _spec;

    public DaemonTale(DaemonSpec? spec = null, DaemonRecord? record = null)
    {
        _spec = spec ?? Some.Spec;
        Tell(new Command.Ensure(_spec, record ?? DaemonRecord.Clean));
    }

    public DateTimeOffset Now { get; private set; } = Some.Noon;

    public double Roll { get; set; } = 0.5;

    public DaemonLife Life { get; private set; } = DaemonLife.Unknown;

    /// <summary>The events of the last command.</summary>
    public ImmutableArray<Event> Events { get; private set; } = [];

    /// <summary>What was told to operators, oldest first.</summary>
    public List<(string Kind, string Why)> Story { get; } = [];

    public Refusal? Refusal { get; private set; }

    public DaemonEffect? Owes => DaemonMachine.Owes(Life);

    public DaemonState State => DaemonStory.State(Life);

    /// <summary>A daemon whose first process is up.</summary>
    public static DaemonTale Up(DaemonSpec? spec = null) =>
        new DaemonTale(spec).Tell(new Command.FoundNothing()).Launched().Answers();

    public DaemonTale Tell(Command command)
    {
        Events = [];
        Refusal = null;
        switch (DaemonMachine.Decide(Life, command, Now, Roll))
        {
            case Decision<Event>.Accept yes:
                Events = yes.Events;
                foreach (var e in yes.Events)
                {
                    if (DaemonStory.Tell(Life, e) is { } line)
                    {
                        Story.Add(line);
                    }

                    Life = DaemonMachine.Apply(Life, e);
                }

                break;
            case Decision<Event>.Reject no:
                Refusal = no.Refusal;
                break;
        }

        return this;
    }

    public DaemonTale After(TimeSpan time)
    {
        Now += time;
        return this;
    }

    /// <summary>Time passes until the machine wants to be woken, and it is.</summary>
    public DaemonTale AtItsTime()
    {
        var due = DaemonMachine.Wake(Life) ?? throw new InvalidOperationException($"{Life.Phase} waits for no time");
        Now = due > Now ? due : Now;
        return Tell(new Command.Tick());
    }

    public DaemonTale Launched(int pid = 4711) => Tell(new Command.HasLaunched(Some.Process(pid)));

    public DaemonTale Answers(HealthReport? report = null) => Tell(new Command.AnsweredProbe(report ?? Some.Well));

    public DaemonTale Misses(string why = "getinfo: no answer within 2 s", int weight = 1) => Tell(new Command.MissedProbe(why, weight));

    public DaemonTale Ends(DaemonExit? exit = null, string why = "was killed by signal 9", string? hopeless = null) =>
        Tell(new Command.HasEnded(exit ?? Some.Killed(), why, hopeless));

    /// <summary>The same daemon as the next node finds it described.</summary>
    public DaemonTale NodeRestarts(TimeSpan later)
    {
        var next = new DaemonTale(_spec, Life.Record) { Roll = Roll };
        return next.After(Now - next.Now + later);
    }
}
