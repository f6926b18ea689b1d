using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.Ledger.Codec;
using Paywarden.Routing;

namespace Paywarden.Ledger;

/// <summary>The receiving addresses that one daemon knows, as far as the present incarnation of it was seen to know them. It learns many at once, so that few are
/// asked for while a caller waits; and after every start anew, since what it made last may not have reached its file (measured: 201 lost at a kill).</summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore is never waited for by a handle: nothing to dispose.")]
internal sealed class TwinAddresses(string id, Chain chain, PoolCalls calls)
{
    /// <summary>1.2 to 1.7 ms each (measured), one by one, so that others are served in between.</summary>
    private const int Ahead = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1);
    private Seen _seen = new(null, 0, []);
    private int _raising;

    /// <param name="From">Index of the first that is kept.</param>
    private sealed record Seen(DaemonSlot? Of, int From, ImmutableArray<string> Kept);

    /// <summary>The address at an index, as the daemon itself has it.</summary>
    public async Task<Told<string>> AtAsync(uint index)
    {
        if (At(index) is { } known)
        {
            return known;
        }

        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            return At(index) is { } now ? now
                : await RaiseAsync(index + 1, index).ConfigureAwait(false) is { } why ? Told.Not<string>(why)
                : At(index) is { } made ? made
                : Told.Not<string>("it was started anew meanwhile");
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Sees to it, without anybody waiting, that the daemon knows so many and some more.</summary>
    public void Raise(long count)
    {
        if (calls.SlotOf(id) is { } slot && slot.Addresses < count + (Ahead / 2) && Interlocked.Exchange(ref _raising, 1) == 0)
        {
            _ = Task.Run(() => RaiseAsync(slot, count)); // whoever tells that a daemon has come has other things to do
        }
    }

    private string? At(uint index)
    {
        var seen = Volatile.Read(ref _seen);
        return seen.Of is { } slot && slot == calls.SlotOf(id) && index >= seen.From && index - seen.From < seen.Kept.Length ? seen.Kept[(int)index - seen.From] : null;
    }

    private async Task RaiseAsync(DaemonSlot slot, long count)
    {
        try
        {
            while (calls.SlotOf(id) == slot && slot.Addresses < count + (Ahead / 2))
            {
                await _one.WaitAsync().ConfigureAwait(false);
                try
                {
                    await RaiseAsync((uint)count + (Ahead / 2), (uint)count).ConfigureAwait(false);
                }
                finally
                {
                    _one.Release();
                }

                if (slot.Addresses < count + (Ahead / 2))
                {
                    await Task.Delay(Pause, calls.Clock).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            Volatile.Write(ref _raising, 0);
        }

        // More may have been handed out meanwhile, and whoever said so found this one busy.
        Raise(calls.Pool?.Gate.Issued ?? 0);
    }

    /// <param name="around">What is asked for lies here: addresses far below it are not kept.</param>
    /// <returns>Null: it knows them; else why not.</returns>
    private async Task<string?> RaiseAsync(uint count, uint around)
    {
        if (calls.SlotOf(id) is not { } slot)
        {
            return "it does not run";
        }

        while (true)
        {
            var known = (await calls.CallAsync(id, "listaddresses", new JsonObject { ["receiving"] = true }).ConfigureAwait(false)).Read(Texts);
            if (!known.IsTold)
            {
                return known.Fault;
            }

            if (known.Value.Length >= count)
            {
                if (calls.SlotOf(id) != slot)
                {
                    return "it was started anew meanwhile";
                }

                Learn(slot, known.Value, Math.Max(0, (int)around - Ahead));
                return null;
            }

            for (var missing = count + Ahead - known.Value.Length; missing > 0; missing--)
            {
                // Marked as no write: whether a daemon knows the addresses it should is what is counted here.
                var made = (await calls.CallAsync(id, "createnewaddress", new JsonArray(), marksNoWrite: true).ConfigureAwait(false)).Read(json => json.GetString()!);
                if (!made.IsTold)
                {
                    return made.Fault;
                }
            }
        }
    }

    /// <summary>The last one suffices to know that all are the key's: each daemon derives them in a row from one key. One with other addresses answers for no
    /// wallet, and the ledger finds out when it asks it for one.</summary>
    private void Learn(DaemonSlot slot, ImmutableArray<string> list, int from)
    {
        Volatile.Write(ref _seen, new Seen(slot, from, [.. list.Skip(from).Select(Scripted)]));
        var last = list.Length - 1;
        if (calls.Account is not { } account || Scripted(list[last]) == account.Address(KeyBranch.Receiving, (uint)last))
        {
            slot.Knows(list.Length);
        }
    }

    /// <summary>As we write it: with the prefix that the daemon leaves out.</summary>
    private string Scripted(string address) => Addresses.TryRead(chain, address, out var read, out _) ? Addresses.Write(chain, read.Script)! : address;

    private static ImmutableArray<string> Texts(JsonElement json) => [.. json.EnumerateArray().Select(text => text.GetString() ?? throw new FormatException())];
}
