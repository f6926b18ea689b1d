using System.Globalization;

namespace Paywarden.Ledger;

/// <summary>How much is paid in a storm and who dies in it. In the proportions of the acceptance run: 10,000 payments, 300 daemons, 20 nodes.</summary>
/// <param name="Kills">After how many answered payments somebody dies, and whether it is the node.</param>
internal sealed record StormPlan(int Payments, int Seed, IReadOnlyList<(int After, bool IsNode)> Kills)
{
    /// <summary>PAYWARDEN_PAYMENTS: how many; the acceptance run takes 10000. PAYWARDEN_SEED: of the kills.</summary>
    public static StormPlan OfEnvironment()
    {
        var payments = Number("PAYWARDEN_PAYMENTS", 150);
        var seed = Number("PAYWARDEN_SEED", Random.Shared.Next(1_000_000));
        var random = new Random(seed);
        var kills =
            from isNode in Enumerable.Repeat(true, Math.Max(2, payments * 20 / 10_000)).Concat(Enumerable.Repeat(false, Math.Max(6, payments * 300 / 10_000)))
            select (After: random.Next(payments), isNode);
        return new StormPlan(payments, seed, [.. kills.OrderBy(k => k.After)]);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
