using System.Diagnostics.CodeAnalysis;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A draft out of Electron Cash's unsigned form.</summary>
internal static class ElectronCashDraft
{
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
            DraftForm.ElectronCash,
            unsigned,
            [.. partial.Inputs.Select(i => new Coin(i.Spends, i.Value!.Value, account.Script((KeyBranch)i.Key!.Branch, i.Key.Index)))],
            partial.Outputs,
            [.. Enumerable.Range(0, partial.Outputs.Length).Where(i => !change.IsEmpty && partial.Outputs[i].Script == change)],
            fee);
        return true;
    }

    public static Transaction? Plain(Bytes unsigned) => PartialTransaction.TryRead(unsigned.Span, out var partial, out _) ? partial.Plain() : null;
}
