using Paywarden.JsonRpc;
using Paywarden.Wallets;

namespace Paywarden.Payments;

/// <summary>Signs with made-up signatures: the same bytes every time, and worth nothing.</summary>
internal static class PaymentSigner
{
    private const int Milliseconds = 3;
    private const int SlowMilliseconds = 12;

    /// <summary>A wallet without keys, or with others, gives the transaction back as it was: no error.</summary>
    public static Transaction Sign(Wallet wallet, Transaction partial, string? password, bool slow)
    {
        if (wallet.Password is not null && wallet.Password != password)
        {
            throw RpcFault.Python("electroncash.util.InvalidPassword", "Incorrect password", "check_password");
        }

        if (wallet.Seed is null)
        {
            return partial;
        }

        var message = partial.Write();
        var signed = partial.Inputs.Select(i => i.Value is null ? i : Sign(wallet, i, message)).ToArray();
        Thread.Sleep(partial.Inputs.Count(i => i.Value is not null) * (slow ? SlowMilliseconds : Milliseconds));
        return partial with { Inputs = signed };
    }

    private static TransactionInput Sign(Wallet wallet, TransactionInput input, byte[] message)
    {
        var (key, chain, index) = UnsignedInput.Read(input.Script);
        if (!key.AsSpan().SequenceEqual(wallet.Keys.Extended()))
        {
            return input;
        }

        byte[] purpose = [.. message, .. input.Source];
        byte[] signature = [.. Digest.Of("signature r", purpose, chain, index), .. Digest.Of("signature s", purpose, chain, index), 0x41];
        byte[] script = [0x41, .. signature, 0x21, .. wallet.Keys.PublicKey(chain, index)];
        return input with { Script = script, Value = null };
    }
}
