namespace Paywarden.Ledger.World;

/// <summary>Calls from one owner to processes that may die before, in and after each of them, and whose answers may be lost.</summary>
internal sealed class FakeCalls(SimulatedTime time, Random random, FakeProcess owner)
{
    /// <summary>In thousandths.</summary>
    public int LostReplies { get; set; } = 30;

    /// <summary>For tests of one thing only: every call is answered at once, and news has come around by then.</summary>
    public bool IsInstant { get; init; }

    /// <param name="at">Who serves it now: another process after a restart.</param>
    public Task<Told<T>> Make<T>(Func<FakeProcess> at, Func<Told<T>> run)
    {
        if (IsInstant)
        {
            lock (time)
            {
                time.RunUntil(time.Now + TimeSpan.FromSeconds(1));
                return Task.FromResult(at().IsDead ? Told.Not<T>("connection refused") : run());
            }
        }

        var answer = new TaskCompletionSource<Told<T>>();
        var process = at();
        time.After(Milliseconds(1, 40), () =>
        {
            if (process.IsDead)
            {
                Answer(answer, Told.Not<T>("connection refused"), TimeSpan.Zero);
                return;
            }

            process.Run(() =>
            {
                var told = run();
                var isLost = random.Next(1000) < LostReplies;
                time.After(Milliseconds(1, 40), () => Answer(
                    answer,
                    process.IsDead ? Told.Not<T>("cut off") : isLost ? Told.Not<T>("it had not answered in time") : told,
                    isLost ? TimeSpan.FromSeconds(random.Next(1, 20)) : TimeSpan.Zero));
            });
        });
        return answer.Task;
    }

    private void Answer<T>(TaskCompletionSource<Told<T>> answer, Told<T> told, TimeSpan after) => time.After(after, () => owner.Run(() => answer.SetResult(told)));

    private TimeSpan Milliseconds(int least, int most) => TimeSpan.FromMilliseconds(random.Next(least, most));
}
