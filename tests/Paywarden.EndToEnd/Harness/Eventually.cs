using System.Diagnostics;
using System.Text.Json;

namespace Paywarden.Harness;

/// <summary>Bounded waits for what happens in other processes. A wait that ends in vain says what was expected and what was seen last.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until <paramref name="enough"/>. A look that fails because nobody answers yet counts as "not yet".</summary>
    public static async Task<T> SeeAsync<T>(string what, TimeSpan within, Func<Task<T>> look, Func<T, bool> enough, TimeSpan? every = null)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            string seen;
            try
            {
                var now = await look();
                if (enough(now))
                {
                    return now;
                }

                seen = JsonSerializer.Serialize(now);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or JsonException)
            {
                seen = e.Message;
            }

            if (clock.Elapsed > within)
            {
                throw new TimeoutException($"{what}: not within {within.TotalSeconds:0.#} s. Last seen: {seen}");
            }

            await Task.Delay(every ?? Pace);
        }
    }

    public static Task HoldsAsync(string what, TimeSpan within, Func<bool> look, TimeSpan? every = null) =>
        SeeAsync(what, within, () => Task.FromResult(look()), holds => holds, every);
}
