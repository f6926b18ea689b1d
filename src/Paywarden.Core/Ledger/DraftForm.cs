namespace Paywarden.Ledger;

/// <summary>How a dialect writes a transaction that is not signed yet. The bytes go to the signer as they came, so they are stored with their form.</summary>
public enum DraftForm
{
    /// <summary>Electron Cash's own (<see cref="Codec.PartialTransaction"/>).</summary>
    ElectronCash,

    /// <summary>BIP174 (<see cref="Codec.Psbt"/>): Electrum's, and the nodes'.</summary>
    Psbt,
}
