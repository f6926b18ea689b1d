using System.Collections.Immutable;

namespace Paywarden.Daemons;

/// <summary>Stands for a daemon that someone else runs: it never exits, and signals do nothing.</summary>
internal sealed class ElsewhereDaemon : IRunningDaemon
{
    private readonly TaskCompletionSource<DaemonExit> _never = new();

    public DaemonIdentity? Identity => null;

    public Task<DaemonExit> Exited => _never.Task;

    public Task<char> Frozen { get; } = new TaskCompletionSource<char>().Task;

    public void Signal(DaemonSignal signal, bool wholeGroup)
    {
    }

    public ProcessLook? Look() => null;

    public ImmutableArray<string> LastLines() => [];

    public static LaunchResult.Launched Launch(DaemonSpec spec, ExternalDaemon external, Dialect dialect)
    {
        DaemonSite site = new("", "", external.Url.Port, external.User, external.Password);
        DaemonEndpoint endpoint = new(external.Url, external.User, external.Password, $"{spec.Id}#external", dialect.KeepAlive(spec));
        return new(new ElsewhereDaemon(), site, endpoint, spec.WalletPassword, []);
    }
}
