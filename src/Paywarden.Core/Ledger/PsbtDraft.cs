using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A draft out of a PSBT. It tells paths of keys; whose the coins and the change are follows from our own derivation along them,
/// never from its word; but for a node's wallet, where there is nothing else.</summary>
internal static class PsbtDraft
{
    /// <summary>A signature commits to all coins and all payments.</summary>
    private const uint All = 1;

    /// <summary>Steps from here on want the private key.</summary>
    private const uint Hardened = 0x8000_0000;

    /// <summary>Electrum refuses a request above 1 MiB, where it stands in base 64 (measured on 4.3.4): an attempt that no signer takes would hold up all others.</summary>
    private const int MostToSign = 700_000;

    public static bool TryRead(WalletAccount account, Bytes unsigned, NodeWord word, [NotNullWhen(true)] out Draft? draft, out string why)
    {
        draft = null;
        if (!Psbt.TryRead(unsigned.Span, out var psbt, out why))
        {
            return false;
        }

        why = psbt.Inputs.Any(i => i.IsFinal || i.Signatures > 0) ? "an input is signed already"
            : psbt.Inputs.Any(i => i.SigHash is not (null or All)) ? "an input asks for a signature that others could put to another transaction"
            : !psbt.IsProven ? "the transaction that made a coin is not there, so that its value is the builder's word"
            : psbt.Inputs.Any(i => PlaceOf(account, i.Coin!.Script, i.Keys, word) is null) ? "an input is of another account"
            : psbt.Inputs.Any(i => !IsOfOneKey(account, i)) ? "a coin is locked in a way that is not known here"
            : psbt.TryFee(out var fee) ? "" : "it pays more than it spends";
        if (why.Length > 0 || !psbt.TryFee(out fee))
        {
            return false;
        }

        // What made the coins has done its part: a few payouts of an exchange are longer than all that is to be signed.
        var slim = psbt.Inputs.All(i => Scripts.KindOf(account.Chain, i.Coin!.Script.Span) == ScriptKind.WitnessKeyHash) ? Bytes.Copy(psbt.Slim().Write()) : unsigned;
        if (slim.Length > MostToSign)
        {
            why = $"it is longer than the {MostToSign} bytes that a daemon takes to sign";
            return false;
        }

        draft = new Draft(
            DraftForm.Psbt,
            slim,
            [.. psbt.Plain.Inputs.Zip(psbt.Inputs, (plain, known) => new Coin(plain.Spends, known.Coin!.Value, known.Coin.Script))],
            psbt.Plain.Outputs,
            [.. Enumerable.Range(0, psbt.Outputs.Length).Where(i => PlaceOf(account, psbt.Plain.Outputs[i].Script, psbt.Outputs[i].Keys, word) == KeyBranch.Change)],
            fee);
        return true;
    }

    public static Transaction? Plain(Bytes unsigned) => Psbt.TryRead(unsigned.Span, out var psbt, out _) ? psbt.Plain : null;

    /// <summary>What a coin takes to be signed, and so what it costs to spend, is known for these only.</summary>
    private static bool IsOfOneKey(WalletAccount account, PsbtInput input) => Scripts.KindOf(account.Chain, input.Coin!.Script.Span) switch
    {
        ScriptKind.KeyHash or ScriptKind.WitnessKeyHash => true,
        ScriptKind.ScriptHash => input.Map.TryGet(PsbtType.InRedeemScript, out var inner)
            && Scripts.KindOf(account.Chain, inner.Span) == ScriptKind.WitnessKeyHash
            && Scripts.ToScriptHash(Hashes.OfKey(inner.Span)) == input.Coin.Script,
        _ => false,
    };

    /// <summary>On which row of the account's addresses a script stands; null: on none, at least not where it is said to.</summary>
    private static KeyBranch? PlaceOf(WalletAccount account, Bytes script, ImmutableArray<KeyOrigin> keys, NodeWord word) =>
        !account.IsDerived ? (word.Change.Contains(script) ? KeyBranch.Change : word.Own.Contains(script) ? KeyBranch.Receiving : null)
        : keys is [{ Path: [.., <= (uint)KeyBranch.Change and var branch, < Hardened and var index] }] && account.Script((KeyBranch)branch, index) == script ? (KeyBranch)branch : null;
}
