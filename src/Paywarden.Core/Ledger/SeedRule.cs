namespace Paywarden.Ledger;

/// <summary>One seed, one wallet. The journal goes by the seed, so a wallet that was renamed finds its own; but under two names of one configuration each would
/// spend the coins and hand out the addresses of the other.</summary>
public static class SeedRule
{
    /// <param name="state">As its journal has it.</param>
    /// <param name="isConfigured">A wallet has this name now: then it is no former one.</param>
    /// <returns>Null: it is this wallet's; else the sentence with which its money is refused.</returns>
    public static string? Refuses(LedgerState state, string wallet, Func<string, bool> isConfigured) =>
        state.Wallet.Length > 0 && state.Wallet != wallet && isConfigured(state.Wallet)
            ? $"its seed is that of the wallet {state.Wallet}, and two wallets on one seed would spend each other's coins: take one of them out of the configuration"
            : null;
}
