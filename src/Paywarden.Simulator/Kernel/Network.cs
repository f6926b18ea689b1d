namespace Paywarden.Kernel;

/// <summary>One of Bitcoin Cash's networks, as far as a rehearsal shows it.</summary>
/// <param name="Folder">Below the data directory; mainnet's is the data directory itself.</param>
/// <param name="Prefix">Of cash addresses.</param>
/// <param name="KeyHash">Version byte of a base58 pay-to-key-hash address.</param>
/// <param name="ScriptHash">Version byte of a base58 pay-to-script-hash address.</param>
/// <param name="PublicVersion">What an extended public key of its wallets begins with.</param>
/// <param name="SecretVersion">What an extended private key begins with.</param>
/// <param name="Height">Of the newest block before the first that is mined here.</param>
internal sealed record Network(string Option, string Folder, string Prefix, byte KeyHash, byte ScriptHash, uint PublicVersion, uint SecretVersion, int Height)
{
    public string Name => Folder.Length == 0 ? "mainnet" : Folder;

    public static readonly Network Mainnet = new("", "", "bitcoincash", 0x00, 0x05, 0x0488b21e, 0x0488ade4, 870_000);

    public static readonly Network Testnet = new("--testnet", "testnet", "bchtest", 0x6f, 0xc4, 0x043587cf, 0x04358394, 1_600_000);

    public static readonly Network Regtest = new("--regtest", "regtest", "bchreg", 0x6f, 0xc4, 0x043587cf, 0x04358394, 220);
}
