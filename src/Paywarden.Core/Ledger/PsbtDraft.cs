using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A draft out of a PSBT. It tells paths of keys; whose the coins and the change are follows from our own derivation along them, never from its word.</summary>
internal static class PsbtDraft
{
    /// <summary>A signature commits to all coins and all payments.</summary>
    private const uint All = 1;

    /// <summary>Steps from here on want the private key.</summary>
    private const uint Hardened = 0x8000_0000;

    public static bool TryRead(WalletAccount account, Bytes unsigned, [NotNullWhen(true)] out Draft? draft, out string why)
    {
        draft = null;
        if (!Psbt.TryRead(unsigned.Span, out var psbt, out why))
        {
            return false;
        }

        why = psbt.Inputs.Any(i => i.IsFinal || i.Signatures > 0) ? "an input is signed already"
            : psbt.Inputs.Any(i => i.SigHash is not (null or All)) ? "an input asks for a signature that others could put to another transaction"
            : !psbt.IsProven ? "the transaction that made a coin is not there, so that its value is the builder's word"
            : psbt.Inputs.Any(i => PlaceOf(account, i.Coin!.Script, i.Keys) is null) ? "an input is of another account"
            : psbt.TryFee(out var fee) ? "" : "it pays more than it spends";
        if (why.Length > 0 || !psbt.TryFee(out fee))
        {
            return false;
        }

        draft = new Draft(
            DraftForm.Psbt,
            unsigned,
            [.. psbt.Plain.Inputs.Zip(psbt.Inputs, (plain, known) => new Coin(plain.Spends, known.Coin!.Value, known.Coin.Script))],
            psbt.Plain.Outputs,
            [.. Enumerable.Range(0, psbt.Outputs.Length).Where(i => PlaceOf(account, psbt.Plain.Outputs[i].Script, psbt.Outputs[i].Keys) == KeyBranch.Change)],
            fee);
        return true;
    }

    public static Transaction? Plain(Bytes unsigned) => Psbt.TryRead(unsigned.Span, out var psbt, out _) ? psbt.Plain : null;

    /// <summary>On which row of the account's addresses a script stands; null: on none, at least not where it is said to.</summary>
    private static KeyBranch? PlaceOf(WalletAccount account, Bytes script, ImmutableArray<KeyOrigin> keys) =>
        keys is [{ Path: [.., <= (uint)KeyBranch.Change and var branch, < Hardened and var index] }] && account.Script((KeyBranch)branch, index) == script ? (KeyBranch)branch : null;
}
