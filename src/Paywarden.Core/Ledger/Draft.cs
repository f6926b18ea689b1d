using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Money of ours that one transaction spends.</summary>
/// <param name="Script">What locks it: where to ask a daemon what became of it.</param>
public sealed record Coin(Outpoint Outpoint, Amount Value, Bytes Script);

/// <summary>What a builder proposes to have signed, as far as we read it ourselves: not one figure in it is taken from the builder's word.</summary>
/// <param name="Unsigned">In the dialect's own form. Holds the account's public key: for the journal and the signer only.</param>
/// <param name="Outputs">In the order of the transaction, which is not the order's.</param>
/// <param name="OwnChange">Which outputs lock to the change address that the builder named; derived by us.</param>
public sealed record Draft(Bytes Unsigned, ImmutableArray<Coin> Coins, ImmutableArray<TransactionOutput> Outputs, ImmutableArray<int> OwnChange, Amount Fee)
{
    /// <summary>What a signature adds to an input of ours: 72 bytes of signature, 33 of key and their lengths.</summary>
    private const int SignedInput = 148;

    private const int SignedRest = 10;
    private const int OutputRest = 9;

    /// <summary>How long it will be once signed, in bytes; a signature may be a byte or two shorter.</summary>
    public int SignedSize => SignedRest + (Coins.Length * SignedInput) + Outputs.Sum(o => OutputRest + o.Script.Length);

    /// <summary>Reads Electron Cash's unsigned form.</summary>
    /// <param name="changeIndex">Where the builder says that its change goes; a wrong one only makes the change look like a stranger's.</param>
    /// <param name="why">One sentence: it cannot be read, is signed, or spends a coin that is not plain money of this account.</param>
    public static bool TryRead(WalletAccount account, Bytes unsigned, uint? changeIndex, [NotNullWhen(true)] out Draft? draft, out string why)
    {
        draft = null;
        if (!PartialTransaction.TryRead(unsigned.Span, out var partial, out why))
        {
            return false;
        }

        why = partial.Inputs.Any(i => i.Value is null || i.Key is null) ? "an input is signed already, or is not of an account"
            : partial.Inputs.Any(i => !i.Key!.IsOf(account.Key) || i.Key.Branch > 1) ? "an input is of another account"
            : partial.Inputs.Any(i => !i.Tokens.IsEmpty) ? "an input holds tokens, which are never spent here"
            : partial.TryFee(out var fee) ? "" : "it pays more than it spends";
        if (why.Length > 0 || !partial.TryFee(out fee))
        {
            return false;
        }

        var change = changeIndex is { } index ? account.Script(KeyBranch.Change, index) : Bytes.Empty;
        draft = new Draft(
            unsigned,
            [.. partial.Inputs.Select(i => new Coin(i.Spends, i.Value!.Value, account.Script((KeyBranch)i.Key!.Branch, i.Key.Index)))],
            partial.Outputs,
            [.. Enumerable.Range(0, partial.Outputs.Length).Where(i => !change.IsEmpty && partial.Outputs[i].Script == change)],
            fee);
        return true;
    }

    /// <summary>The signed transaction if these bytes are this draft with nothing but its signatures added; else null and a sentence.</summary>
    public Transaction? Signed(Bytes raw, out string why)
    {
        if (!Transaction.TryRead(raw.Span, out var signed, out why))
        {
            return null;
        }

        why = !PartialTransaction.TryRead(Unsigned.Span, out var partial, out _) || !signed.DiffersOnlyInSignatures(partial.Plain()) ? "what came back from signing is another transaction than was stored"
            : signed.Inputs.Any(i => i.Script.IsEmpty && i.Witness.IsEmpty) ? "an input came back without its signature"
            : "";
        return why.Length == 0 ? signed : null;
    }
}
