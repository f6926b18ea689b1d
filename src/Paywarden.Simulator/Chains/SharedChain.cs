using Paywarden.Keys;
using Paywarden.Kernel;
using Paywarden.Payments;

namespace Paywarden.Chains;

/// <summary>The one chain of all daemons that are given the same folder: their servers, seen as one. Every process folds the same records and so sees the
/// same; whoever wants to add one takes the lock, reads what came meanwhile and decides on that.</summary>
internal sealed class SharedChain(string folder, Network network) : IDisposable
{
    /// <summary>Blocks go on until the last payment has so many: then nothing waits for more, and a rehearsal that stands still leaves no trace.</summary>
    private const int BlocksAfterPayment = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ChainFile _file = new(folder, network.Name);

    public ChainState State { get; } = new(network.Height);

    public static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    public void Refresh()
    {
        foreach (var record in _file.ReadOn())
        {
            State.Apply(record);
        }
    }

    /// <param name="height">Of the asked server.</param>
    /// <returns>Null: a node took it. Else what the original says.</returns>
    public string? Submit(Transaction transaction, int height) => Locked(() =>
    {
        var refusal = ChainRules.Refusal(State, transaction, Math.Min(height, State.Height));
        if (refusal is null)
        {
            Add(new ChainRecord.Sent(Now, transaction, FromOutside: false));
        }

        return refusal;
    }) is (true, var said) ? said : BroadcastTexts.Unclear;

    /// <summary>Gives an account its first money, once: whoever of its daemons comes first.</summary>
    /// <returns>Whether it has it.</returns>
    public bool Grant(KeyTree keys, int coins)
    {
        if (coins == 0 || State.IsGranted(keys.Name))
        {
            return true;
        }

        var money = Enumerable.Range(0, coins).Select(i => Funding.Of(keys, i)).Select(f => (f.Transaction, network.Height - f.Age)).ToArray();
        return Locked(() =>
        {
            if (!State.IsGranted(keys.Name))
            {
                Add(new ChainRecord.Granted(Now, keys.Name, money));
            }

            return true;
        }).Result;
    }

    /// <summary>Money from outside, which waits for a block like any other.</summary>
    public string? Give(AddressTarget to, long satoshi) => Locked(() =>
    {
        var gift = Funding.Gift(to, satoshi, State.Version);
        Add(new ChainRecord.Sent(Now, gift, FromOutside: true));
        return gift.Id();
    }).Result;

    public bool Mine(int blocks) => Locked(() =>
    {
        for (var i = 0; i < blocks; i++)
        {
            Add(new ChainRecord.Mined(Now, State.Height + 1));
        }

        return true;
    }).Result;

    /// <summary>Mines the next block when its time has come and nobody else has. It waits for nobody: a daemon that is stopped while it holds the lock must
    /// not hold up the others.</summary>
    public void MineIfDue(TimeSpan every)
    {
        if (IsDue(every))
        {
            Locked(() =>
            {
                if (IsDue(every))
                {
                    Add(new ChainRecord.Mined(Now, State.Height + 1));
                }

                return true;
            }, TimeSpan.Zero);
        }
    }

    public void Dispose() => _file.Dispose();

    // A payment after a long quiet waits for a whole turn, like any other.
    private bool IsDue(TimeSpan every) =>
        every > TimeSpan.Zero
        && (State.Waiting.Count > 0 || (State.LastBusy > 0 && State.Height - State.LastBusy < BlocksAfterPayment))
        && Now - Math.Max(State.LastBlockAt, State.Waiting.Count > 0 ? State.Waiting[0].At : 0) >= every.TotalMilliseconds;

    private void Add(ChainRecord record)
    {
        _file.Append(record);
        Refresh();
    }

    private (bool Held, T? Result) Locked<T>(Func<T> write, TimeSpan? patience = null)
    {
        using var hold = _file.Hold(patience ?? Patience);
        if (hold is null)
        {
            return (false, default);
        }

        Refresh();
        return (true, write());
    }
}
