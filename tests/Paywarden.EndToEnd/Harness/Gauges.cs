using System.Globalization;

namespace Paywarden.Harness;

/// <summary>The node's own gauges, by which a test sees what goes on inside.</summary>
internal static class Gauges
{
    /// <summary>Only for what never comes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits until a gauge of a wallet shows this; one that was never touched shows 0.</summary>
    public static async Task ShowsAsync(int adminPort, string gauge, string wallet, int wanted)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{adminPort}/") };
        var sample = $"{gauge}{{wallet=\"{wallet}\"}} ";
        await Eventually.SeeAsync(
            $"{sample}= {wanted}",
            Patience,
            async () => (await http.GetStringAsync("metrics")).Split('\n').FirstOrDefault(l => l.StartsWith(sample, StringComparison.Ordinal))?.Split(' ')[1] ?? "0",
            seen => seen == wanted.ToString(CultureInfo.InvariantCulture));
    }
}
