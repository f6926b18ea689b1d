using System.Runtime.InteropServices;
using Paywarden.Admin;
using Paywarden.Daemons;
using Paywarden.Fleet;
using Paywarden.Kernel;
using Paywarden.Routing;
using Paywarden.Settings;

namespace Paywarden.Startup;

/// <summary>The node's beginning and end: strangers of earlier nodes stopped, readiness said, and at the end every daemon stopped, or left running for the
/// next node where SIGTERM came and node.on-stop says keep (an upgrade). SIGINT, somebody at the keyboard, always stops them.</summary>
internal sealed class NodeLifetime(
    NodePlan plan,
    DaemonLauncher launcher,
    Operations operations,
    CallRunner calls,
    Readiness readiness,
    IEventLog events,
    IHostApplicationLifetime host,
    TimeProvider clock,
    ILogger<NodeLifetime> log) : IHostedService, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];
    private volatile bool _keep = plan.Options.Node.OnStop == "keep";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Cancelled here means handled: the runtime's own handler would end the process under the daemons' feet.
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, keep: false)));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, _keep)));

        foreach (var sentence in await launcher.StopStrangersAsync(plan.Specs.Select(s => s.Id).ToHashSet(StringComparer.Ordinal), cancellationToken))
        {
            events.Append(new EventEntry(0, clock.GetUtcNow(), "stranger-stopped", plan.Options.Node.Name, "", "", sentence, "paywarden"));
        }

        host.ApplicationStarted.Register(() => readiness.Set(true, "takes calls"));
        host.ApplicationStopping.Register(() =>
        {
            readiness.Set(false, "stopping");
            calls.Drain(plan.Options.Rpc.Drain);
        });
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Every daemon has its own limits; this one only ends a wait for an actor that has a bug.
        var limit = plan.Specs.Select(s => s.Stop.Rpc + s.Stop.Term).DefaultIfEmpty().Max() + TimeSpan.FromSeconds(10);
        foreach (var id in await operations.LeaveAsync(_keep, limit))
        {
            log.LogError("{Daemon} did not end within {Limit}; the next start of a node with this data directory takes it over", id, Spoken.Duration(limit));
        }
    }

    public void Dispose() => _signals.ForEach(s => s.Dispose());

    private void Stop(PosixSignalContext signal, bool keep)
    {
        signal.Cancel = true;
        _keep = keep;
        host.StopApplication();
    }
}
