using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Money of ours that one transaction spends.</summary>
/// <param name="Script">What locks it: where to ask a daemon what became of it.</param>
public sealed record Coin(Outpoint Outpoint, Amount Value, Bytes Script);

/// <summary>What a builder proposes to have signed, as far as we read it ourselves: not one figure in it is taken from the builder's word.</summary>
/// <param name="Unsigned">In the form that its dialect signs. Holds the account's public key: for the journal and the signer only.</param>
/// <param name="Outputs">In the order of the transaction, which is not the order's.</param>
/// <param name="OwnChange">Which outputs lock to change addresses of ours; derived by us.</param>
public sealed record Draft(DraftForm Form, Bytes Unsigned, ImmutableArray<Coin> Coins, ImmutableArray<TransactionOutput> Outputs, ImmutableArray<int> OwnChange, Amount Fee)
{
    /// <summary>Version, counts and lock time.</summary>
    private const int SignedRest = 10;

    /// <summary>What a signature adds to an input of ours: 72 bytes of signature, 33 of key and their lengths.</summary>
    private const int SignedInput = 148;

    /// <summary>One in a script of its own (P2SH-P2WPKH) shows that script too: 22 bytes and their length.</summary>
    private const int NestedInput = WitnessInput + 23;

    /// <summary>A native segwit one has the same in its witness, where a byte counts for a quarter.</summary>
    private const int WitnessInput = 41;

    private const int Witness = 108;

    /// <summary>Marker and flag of a transaction with witnesses, which count as they do.</summary>
    private const int WitnessRest = 2;

    private const int OutputRest = 9;

    /// <summary>How long it will be once signed, in bytes, of witnesses a quarter (BIP141); a signature may be a byte or two shorter.</summary>
    public int SignedSize
    {
        get
        {
            // No coin in another script than such a one gets into a draft.
            var (native, nested) = (Coins.Count(c => c.Script.Span is [0, 20, ..]), Coins.Count(c => c.Script.Span is [0xa9, 20, ..]));
            var witnesses = native + nested;
            var bytes = SignedRest + ((Coins.Length - witnesses) * SignedInput) + (native * WitnessInput) + (nested * NestedInput) + Outputs.Sum(o => OutputRest + o.Script.Length);
            return witnesses == 0 ? bytes : bytes + ((WitnessRest + (witnesses * Witness) + 3) / 4);
        }
    }

    /// <summary>Reads what a builder gave for "unsigned".</summary>
    /// <param name="changeIndex">Where the builder says that its change goes, if its form does not tell; a wrong one only makes the change look like a stranger's.</param>
    /// <param name="why">One sentence: it cannot be read, is signed, or spends a coin that is not plain money of this account.</param>
    public static bool TryRead(WalletAccount account, DraftForm form, Bytes unsigned, uint? changeIndex, [NotNullWhen(true)] out Draft? draft, out string why) =>
        TryRead(account, form, unsigned, changeIndex, NodeWord.None, out draft, out why);

    /// <param name="word">For a node's wallet; where the account's key tells, it counts for nothing.</param>
    public static bool TryRead(WalletAccount account, DraftForm form, Bytes unsigned, uint? changeIndex, NodeWord word, [NotNullWhen(true)] out Draft? draft, out string why) => form switch
    {
        DraftForm.ElectronCash => ElectronCashDraft.TryRead(account, unsigned, changeIndex, out draft, out why),
        DraftForm.Psbt => PsbtDraft.TryRead(account, unsigned, word, out draft, out why),
        _ => throw new InvalidOperationException($"unknown form {form}"),
    };

    /// <summary>The signed transaction if these bytes are this draft with nothing but its signatures added; else null and a sentence.</summary>
    public Transaction? Signed(Bytes raw, out string why)
    {
        if (!Transaction.TryRead(raw.Span, out var signed, out why))
        {
            return null;
        }

        why = Plain() is not { } plain || !signed.DiffersOnlyInSignatures(plain) ? "what came back from signing is another transaction than was stored"
            : signed.Inputs.Any(i => i.Script.IsEmpty && i.Witness.IsEmpty) ? "an input came back without its signature"
            : "";
        return why.Length == 0 ? signed : null;
    }

    private Transaction? Plain() => Form switch
    {
        DraftForm.ElectronCash => ElectronCashDraft.Plain(Unsigned),
        DraftForm.Psbt => PsbtDraft.Plain(Unsigned),
        _ => throw new InvalidOperationException($"unknown form {Form}"),
    };
}
