namespace Paywarden.Daemons;

/// <summary>The master public keys of wallets that are split into twins and signers: told by a signer once, and remembered for ever.</summary>
public interface IPublicKeys
{
    /// <summary>Completes as soon as the wallet's key is known.</summary>
    Task<string> ToldAsync(string wallet, CancellationToken cancel);

    /// <summary>A daemon has its wallet open, and this is its key. A signer's is remembered, on disk, where none is known yet.</summary>
    /// <returns>Null: it is the wallet's. Else why this daemon must not go on, with the cure.</returns>
    string? Learn(DaemonSpec daemon, string key);
}
