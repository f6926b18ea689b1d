using System.Collections.Concurrent;
using Paywarden.Harness;

namespace Paywarden.Breakage;

/// <summary>The other daemons of the wallet while one breaks: looked at all the time, and never seen unwell.</summary>
internal sealed class Bystanders : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<string> _suffered = [];
    private readonly Task _looking;

    public Bystanders(NodeProcess node, params string[] victims) => _looking = Task.Run(() => LookAsync(node, victims));

    public void AssertWell() => Assert.True(_suffered.IsEmpty, "other daemons suffered too: " + string.Join('\n', _suffered.Distinct()));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await ((Task)_looking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task LookAsync(NodeProcess node, string[] victims)
    {
        using var tick = new PeriodicTimer(Pace);
        while (await tick.WaitForNextTickAsync(_end.Token))
        {
            foreach (var unwell in (await node.Admin.DaemonsAsync()).Where(d => !d.IsReady && !victims.Contains(d.Id)))
            {
                _suffered.Enqueue($"{unwell.Id} was {unwell.State}: {unwell.Why}");
            }
        }
    }
}
