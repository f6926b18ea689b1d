namespace Paywarden.Chains;

/// <summary>What the original says of a broadcast; a caller sees each behind "error: ".</summary>
internal static class BroadcastTexts
{
    public const string Unclear = "An error occurred broadcasting the transaction";
    public const string NoAnswer = "Server did not answer";
    public const string OtherId = "Server response does not match signed transaction ID.";
    public const string InMempool = "The transaction already exists in the server's mempool.";
    public const string InBlockchain = "The transaction already exists in the blockchain.";
    public const string Missing = "Transaction could not be broadcast due to missing, already-spent, or otherwise invalid inputs.";
    public const string Conflict = "The transaction conflicts with a transaction already in the server's mempool.";
    public const string Congested = "The transaction was rejected due to paying insufficient fees (possibly due to network congestion).";
    public const string FeeTooLow = "The transaction was rejected due to paying insufficient fees.";
    public const string Dust = "Transaction could not be broadcast due to dust outputs (dust threshold varies based on output characteristics).";
    public const string ScriptError = "The transaction was rejected due to an error in script execution.";
    public const string NotFinal = "The transaction was rejected because it is not considered final according to network rules.";
    public const string NegativeFee = "The transaction was rejected because it pays a negative or huge fee.";
    public const string TooLarge = "The transaction was rejected because it is too large (in bytes).";
}
