namespace Paywarden.Ledger;

/// <summary>Which wallets' money is held, as far as this node has their ledgers: for those who show how things are, not for deciding anything.</summary>
public interface IHeldWallets
{
    /// <summary>Null: it is not, or another node knows.</summary>
    string? WhyHeld(string wallet);
}
