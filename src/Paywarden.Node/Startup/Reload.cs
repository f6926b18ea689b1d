using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Hosting;
using Paywarden.Admin;
using Paywarden.Fleet;
using Paywarden.Kernel;
using Paywarden.Routing;
using Paywarden.Settings;
using Serilog.Core;

namespace Paywarden.Startup;

/// <summary>Reads the configuration again, asked by an operator or by SIGHUP. All of it or nothing: with a fault in it the node goes on as it was.</summary>
internal sealed class Reload(
    NodePlan plan,
    LiveOptions options,
    LoggingLevelSwitch level,
    IRequiredActor<RouterActor> router,
    IRequiredActor<FleetActor> fleet,
    IEventLog events,
    TimeProvider clock,
    ILogger<Reload> log) : IReload, IHostedService, IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private HoconValue.Map _inForce = plan.Load.Values;
    private PosixSignalRegistration? _signal;

    public async Task<ReloadReport> ReloadAsync(string by, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            return NodeConfiguration.Load(plan.Load.File, NodeConfiguration.Environment()) switch
            {
                ConfigurationLoad.Good good => Take(good, by),
                ConfigurationLoad.Broken broken => Refuse(broken, by),
                var other => throw new InvalidOperationException($"unknown {other.GetType().Name}"),
            };
        }
        finally
        {
            _one.Release();
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Cancelled means handled: without it the runtime ends the process.
        _signal = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _ = Task.Run(() => ReloadAsync("SIGHUP", CancellationToken.None), CancellationToken.None);
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _signal?.Dispose();
        _one.Dispose();
    }

    private ReloadReport Take(ConfigurationLoad.Good read, string by)
    {
        var change = ConfigurationChange.Between(_inForce, read.Values);
        var values = ConfigurationChange.InForce(_inForce, read.Values);
        var now = NodePlan.From(plan.Load with { Values = values, Options = NodeConfiguration.Bind(values) });
        foreach (var warning in read.Warnings)
        {
            log.LogWarning("{Warning}", warning);
        }

        _inForce = values;
        options.Take(now.Options);
        level.MinimumLevel = NodeLogs.LevelOf(now.Options.Log.Level);
        router.ActorRef.Tell(new RouterProtocol.PoolsChanged(now.Pools));
        fleet.ActorRef.Tell(new FleetActor.SpecsChanged(now.Specs));
        Tell("configuration-reloaded", Sentence(change), by);
        return new(change.TakenOver, change.NeedRestart, []);
    }

    private ReloadReport Refuse(ConfigurationLoad.Broken broken, string by)
    {
        foreach (var fault in broken.Faults)
        {
            log.LogError("{Fault}", fault);
        }

        Tell("configuration-refused", $"the configuration was read again and has {broken.Faults.Length} fault(s): nothing is taken over. First: {broken.Faults[0]}", by);
        return new([], [], broken.Faults);
    }

    private static string Sentence(ConfigurationChange change)
    {
        var taken = change.TakenOver.IsEmpty ? "nothing in it can be taken over now" : $"taken over: {string.Join(", ", change.TakenOver)}";
        return change switch
        {
            { TakenOver.IsEmpty: true, NeedRestart.IsEmpty: true } => "the configuration was read again: nothing has changed",
            { NeedRestart.IsEmpty: true } => $"the configuration was read again: {taken}",
            _ => $"the configuration was read again: {taken}; needs a restart of the node: {string.Join(", ", change.NeedRestart)}",
        };
    }

    private void Tell(string kind, string why, string by) =>
        events.Append(new EventEntry(0, clock.GetUtcNow(), kind, plan.Options.Node.Name, "", "", why, by));
}
