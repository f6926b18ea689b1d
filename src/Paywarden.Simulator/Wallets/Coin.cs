namespace Paywarden.Wallets;

/// <summary>An unspent output of the wallet.</summary>
/// <param name="Value">In satoshi.</param>
/// <param name="Height">Of the block that holds it; 0: none yet.</param>
internal sealed record Coin(string TransactionId, int Position, long Value, int Height, int Chain, int Index, string Address)
{
    public string Outpoint => $"{TransactionId}:{Position}";
}
