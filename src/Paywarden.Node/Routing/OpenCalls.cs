using System.Collections.Immutable;
using Paywarden.JsonRpc;

namespace Paywarden.Routing;

/// <summary>The calls of one HTTP request that are in the book.</summary>
internal sealed class OpenCalls(ICallBook book, HttpContext http) : IAsyncDisposable
{
    private ImmutableArray<string> _ids = [];
    private CancellationTokenRegistration _leaving;

    public async Task<(CallTicket? Ticket, RpcFault? No)> BeginAsync(string wallet, string user, string hash)
    {
        var (ticket, why) = await book.BeginAsync(wallet, user, hash).ConfigureAwait(false);
        if (ticket is null)
        {
            return (null, RpcFault.NotDone(RpcCode.MoneySuspended, $"the money of {wallet} is suspended: {why}"));
        }

        ImmutableInterlocked.Update(ref _ids, (ids, id) => ids.Add(id), ticket.Id);

        // At once, while the call itself goes on: whoever sends it again does not wait for its end.
        if (_leaving == default)
        {
            _leaving = http.RequestAborted.UnsafeRegister(static o => _ = ((OpenCalls)o!).CutOffAsync(), this);
        }

        return (ticket, null);
    }

    /// <summary>To be called before the first byte of the answer. A death between the two wastes what was allocated; were it the other way round, the same could be given
    /// to two customers.</summary>
    public async ValueTask AnsweringAsync()
    {
        if (_ids.IsEmpty)
        {
            return;
        }

        await _leaving.DisposeAsync().ConfigureAwait(false);
        if (!http.RequestAborted.IsCancellationRequested)
        {
            await book.AnsweredAsync(Taken()).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.DisposeAsync().ConfigureAwait(false);
        await CutOffAsync().ConfigureAwait(false);
    }

    private Task CutOffAsync() => Taken() is { IsEmpty: false } ids ? book.CutOffAsync(ids) : Task.CompletedTask;

    private ImmutableArray<string> Taken() => ImmutableInterlocked.InterlockedExchange(ref _ids, []);
}
