using System.Globalization;

namespace Paywarden.Ledger;

/// <summary>How much is paid from a real litecoind and who dies in it.</summary>
/// <param name="Kills">After how many answered payments somebody dies, and whether it is the node. The last is the node, after all of them: what was not
/// passed on is then sent again at once.</param>
internal sealed record LitecoinPlan(int Payments, int Seed, IReadOnlyList<(int After, bool IsNode)> Kills)
{
    /// <summary>PAYWARDEN_LITECOIN_PAYMENTS: how many; the acceptance run takes 200. PAYWARDEN_SEED: of the kills.</summary>
    public static LitecoinPlan OfEnvironment()
    {
        var payments = Number("PAYWARDEN_LITECOIN_PAYMENTS", 20);
        var seed = Number("PAYWARDEN_SEED", Random.Shared.Next(1_000_000));
        var random = new Random(seed);
        var kills =
            from isNode in Enumerable.Repeat(true, Math.Max(1, payments / 40)).Concat(Enumerable.Repeat(false, Math.Max(3, payments / 10)))
            select (After: random.Next(payments), isNode);
        return new LitecoinPlan(payments, seed, [.. kills.OrderBy(k => k.After), (payments, true)]);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
